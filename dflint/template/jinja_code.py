"""Jinja2's compiler, with code that tells where things are.

Nodes carry offsets where Jinja2 keeps line numbers (see `Text.tokens`), so each name, filter and literal text knows its
place in the template. The compiled template hands out literal text as `Traced` strings and names its place wherever it
writes the value of an expression or reads a name.
"""

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from dflint.records import TYPE_CHECKING
from dflint.template.jinja_text import Text

if TYPE_CHECKING:
    from dflint.template.jinja_sandbox import Sandbox


class Coder(CodeGenerator):
    """Writes the Python code of one template."""

    environment: "Sandbox"

    @property
    def text(self) -> Text:
        """The template that is compiled."""
        return self.environment.texts[self.name or ""]

    def position(self, node: nodes.Node) -> str:
        """What Jinja2 puts into messages: its line numbers are offsets here."""
        return repr(self.name)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        """Literal text and the values of expressions."""
        if frame.require_output_check:
            if self.has_known_extends:
                return
            self.writeline("if parent_template is None:")
            self.indent()
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self._literal(child, frame)
            else:
                self._expression(child, frame)
        if frame.require_output_check:
            self.outdent()

    def _literal(self, node: nodes.TemplateData, frame: Frame) -> None:
        start = node.lineno - 1
        self.environment.literals.append(self.text.literal(start, start + len(node.data)))
        super().start_write(frame, node)
        self.write(f"environment.literals[{len(self.environment.literals) - 1}]")
        super().end_write(frame)

    def _expression(self, node: nodes.Expr, frame: Frame) -> None:
        self.writeline("try:", node)
        self.indent()
        self.writeline("t_value = ", node)
        escapes = frame.eval_ctx.volatile or frame.eval_ctx.autoescape
        self.write("(escape if context.eval_ctx.autoescape else identity)(" if escapes else "(")
        self.visit(node, frame)
        self.write(")")
        self.outdent()
        self.writeline("except Exception as t_error:")
        self.indent()
        self.writeline("t_value = environment.failed(t_error)")
        self.outdent()
        self.start_write(frame, node)
        self.write("t_value")
        self.end_write(frame)

    def start_write(self, frame: Frame, node: nodes.Node | None = None) -> None:
        """Whatever is written says which tag it comes from."""
        super().start_write(frame, node)
        place = tuple(self.text.tag(node.lineno - 1)) if node else None
        self.write(f"environment.made({place}, ")

    def end_write(self, frame: Frame) -> None:
        """Ends what `start_write` began."""
        self.write(")")
        super().end_write(frame)

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:  # noqa: N802
        """A name that may be undefined, then with its place."""
        if node.ctx != "load":
            super().visit_Name(node, frame)
            return
        ref = frame.symbols.ref(node.name)
        start = node.lineno - 1
        place = tuple(self.text.origin(start, start + len(node.name)))
        self.write(f"(environment.missing({node.name!r}, {place}) if {ref} is missing else {ref})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """`a.b`, which may be undefined although `a` is not."""
        self.write("environment.placed(environment.getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}), {self._place(node)}, {dotted(node)!r})")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """`a["b"]`, as above."""
        if isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.placed(environment.getitem(")
        self.visit(node.node, frame)
        self.write(", ")
        self.visit(node.arg, frame)
        self.write(f"), {self._place(node)}, {dotted(node)!r})")

    def _place(self, node: nodes.Getattr | nodes.Getitem) -> tuple[object, ...]:
        """From the first name of `a.b.c` to the end of its last."""
        first: nodes.Node = node
        while isinstance(first, nodes.Getattr | nodes.Getitem | nodes.Call | nodes.Filter) and first.node:
            first = first.node
        at = node.lineno - 1
        text = self.text.text
        last = str(node.attr) if isinstance(node, nodes.Getattr) else "]"
        if isinstance(node, nodes.Getitem) and text[at : at + 1] == "." and isinstance(node.arg, nodes.Const):
            last = str(node.arg.value)
        end = text.find(last, at) + len(last)
        return tuple(self.text.origin(min(first.lineno - 1, at), max(end, at + 1)))

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """An include that is not found is noted and left out."""
        place = tuple(self.text.tag(node.lineno - 1))
        self.writeline(f"environment.including = ({place}, {bool(node.ignore_missing)})", node)
        node.ignore_missing = True
        super().visit_Include(node, frame)


def dotted(node: nodes.Node | None) -> str:
    """How a person writes the name `node`, as far as it is one."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{dotted(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        key = repr(node.arg.value) if isinstance(node.arg, nodes.Const) else dotted(node.arg)
        return f"{dotted(node.node)}[{key}]"
    return f"{dotted(node.node)}()" if isinstance(node, nodes.Call) else "..."
