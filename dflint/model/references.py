"""References to images taken apart: registry, repository, tag and digest, as far as the text tells.

After distribution/reference; an image without a registry comes from Docker Hub.
"""

import re
from functools import cache, lru_cache

from dflint.records import NamedTuple

HUB = "docker.io"
# Images that Docker Hub has under a plain name.
OFFICIAL = """
    adminer aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop
    bash bonita buildpack-deps busybox caddy cassandra centos chronograf cirros clearlinux clickhouse clojure
    composer consul convertigo couchbase couchdb crate dart debian docker drupal eclipse-mosquitto
    eclipse-temurin eggdrop elasticsearch elixir emqx erlang fedora flink fluentd friendica gazebo gcc
    geonetwork ghost golang gradle groovy haproxy haskell haxe hello-world hitch httpd hylang
    ibm-semeru-runtimes ibmjava influxdb irssi java jenkins jetty jobber joomla jruby julia kapacitor kibana
    known kong krakend lightstreamer liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo
    mongo-express monica mono mysql nats nats-streaming neo4j neurodebian nextcloud nginx node notary odoo
    open-liberty openjdk opensuse oraclelinux orientdb percona perl photon php phpmyadmin plone postfixadmin
    postgres pypy python r-base rabbitmq rakudo-star redis redmine registry rethinkdb rocket.chat rockylinux ros
    ruby rust sapmachine satosa sentry silverpeas sl solr sonarqube spark spiped storm swarm swift swipl
    teamspeak telegraf thrift tomcat tomee traefik ubuntu ubuntu-debootstrap unit varnish vault
    websphere-liberty wordpress xwiki yourls znc zookeeper
"""
LOCAL = ("local/", "local-", "localhost/", "localhost:")


class ImageName(NamedTuple):
    """An image reference: `registry` is empty where none is named; `path` is the rest without `tag` and `digest`."""

    registry: str
    path: str
    tag: str
    digest: str

    @property
    def repository(self) -> str:
        """Registry and path as written."""
        return f"{self.registry}/{self.path}" if self.registry else self.path

    @property
    def full(self) -> str:
        """Registry and path as the builder completes them."""
        if self.registry:
            return f"{self.registry}/{self.path}"
        return f"{HUB}/{self.path}" if "/" in self.path else f"{HUB}/library/{self.path}"

    @property
    def is_published(self) -> bool:
        """False for a name that may well be that of an image which this machine has built."""
        name = self.repository
        return name in _official() or ("/" in name and not name.startswith(LOCAL))


@cache
def _official() -> frozenset[str]:
    return frozenset(OFFICIAL.split())


def read_name(text: str) -> ImageName:
    """Take `text` apart; any text will do."""
    name, _, digest = text.partition("@")
    first, slash, rest = name.partition("/")
    has_registry = bool(slash) and ("." in first or ":" in first or first == "localhost" or first != first.lower())
    registry, path = (first, rest) if has_registry else ("", name)
    path, _, tag = path.partition(":")
    return ImageName(registry, path, tag, digest)


@lru_cache(maxsize=200)
def is_image(text: str) -> bool:
    """True for a text that can be the reference of an image."""
    return bool(_whole().fullmatch(text)) and not re.fullmatch("[0-9a-f]{64}", text)


@cache
def _whole() -> "re.Pattern[str]":
    part = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
    label = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
    host = rf"(?:{label}(?:\.{label})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
    digest = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
    return re.compile(rf"(?:{host}/)?{part}(?:/{part})*(?::\w[\w.-]{{0,127}})?(?:@{digest})?", re.ASCII)
