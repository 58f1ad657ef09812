"""The WORKDIR that well-known base images come with."""

from dflint.model.stages import Stage

# Images that have none: relative paths start at `/` in them.
NONE = frozenset({
    "scratch", "ubuntu", "debian", "alpine", "busybox", "centos", "fedora", "rockylinux", "almalinux",
    "oraclelinux", "amazonlinux", "archlinux", "opensuse/leap", "opensuse/tumbleweed", "clearlinux", "photon",
    "mageia", "sl", "bash", "buildpack-deps", "gcc", "node", "python", "pypy", "ruby", "rust", "openjdk",
    "eclipse-temurin", "amazoncorretto", "ibmjava", "sapmachine", "maven", "erlang", "elixir", "haskell", "swift",
    "clojure", "julia", "r-base", "mono", "nginx", "postgres", "mysql", "mariadb", "mongo", "memcached", "rabbitmq",
    "docker", "registry", "vault", "nvidia/cuda", "debian/eol", "rockylinux/rockylinux", "quay.io/centos/centos",
    "registry.access.redhat.com/ubi8", "registry.access.redhat.com/ubi9", "registry.access.redhat.com/ubi8/ubi",
    "registry.access.redhat.com/ubi9/ubi", "registry.access.redhat.com/ubi8/ubi-minimal",
    "registry.access.redhat.com/ubi9/ubi-minimal", "registry.fedoraproject.org/fedora",
    "registry.suse.com/bci/bci-base", "mcr.microsoft.com/dotnet/sdk", "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/runtime", "mcr.microsoft.com/dotnet/runtime-deps",
    "public.ecr.aws/amazonlinux/amazonlinux", "container-registry.oracle.com/os/oraclelinux",
})  # fmt: skip
SET = {
    "golang": "/go", "php": "/var/www/html", "wordpress": "/var/www/html", "redis": "/data", "valkey/valkey": "/data",
    "gradle": "/home/gradle", "composer": "/app", "composer/composer": "/app", "tomcat": "/usr/local/tomcat",
    "tomee": "/usr/local/tomee", "jetty": "/var/lib/jetty", "httpd": "/usr/local/apache2", "drupal": "/opt/drupal",
    "haproxy": "/var/lib/haproxy", "ghost": "/var/lib/ghost", "neo4j": "/var/lib/neo4j", "perl": "/usr/src/app",
    "caddy": "/srv", "flink": "/opt/flink", "groovy": "/home/groovy", "joomla": "/var/www/html",
    "mediawiki": "/var/www/html", "nextcloud": "/var/www/html", "phpmyadmin": "/var/www/html",
    "redmine": "/usr/src/redmine", "sonarqube": "/opt/sonarqube", "elasticsearch": "/usr/share/elasticsearch",
    "kibana": "/usr/share/kibana", "logstash": "/usr/share/logstash",
    "docker.elastic.co/elasticsearch/elasticsearch": "/usr/share/elasticsearch",
    "docker.elastic.co/kibana/kibana": "/usr/share/kibana",
    "docker.elastic.co/logstash/logstash": "/usr/share/logstash", "grafana/grafana": "/usr/share/grafana",
    "apache/airflow": "/opt/airflow", "pytorch/pytorch": "/workspace", "nvcr.io/nvidia/pytorch": "/workspace",
    "nvcr.io/nvidia/tensorflow": "/workspace", "vllm/vllm-openai": "/vllm-workspace",
    "public.ecr.aws/lambda/python": "/var/task", "public.ecr.aws/lambda/nodejs": "/var/task",
    "public.ecr.aws/lambda/provided": "/var/task", "gcr.io/oss-fuzz-base/base-builder": "/src",
}  # fmt: skip
HUB = (
    "mirror.gcr.io/",
    "docker.io/",
    "index.docker.io/",
    "registry-1.docker.io/",
    "library/",
    "public.ecr.aws/docker/library/",
)


def base_workdir(stage: Stage) -> str | None:
    """The WORKDIR of the image that `stage` builds on: `/` for one that sets none, None where that is not known."""
    image = stage.line_of_descent[-1].image
    name, tag = _split(image.text)
    if not image.known or "onbuild" in tag:
        return None
    return "/" if name in NONE else SET.get(name)


def _split(reference: str) -> tuple[str, str]:
    """The name of an image, as short as people write it, and its tag."""
    path, _, _ = reference.partition("@")
    slash = path.rfind("/")
    name, _, tag = path[slash + 1 :].partition(":")
    name = path[: slash + 1] + name
    for prefix in HUB:
        name = name.removeprefix(prefix)
    return name, tag
