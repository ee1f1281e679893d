"""Writes templates so that they escape quickly where there is nothing to escape, and call what is always there directly.

A list page puts out some thirteen hundred values, and making a ``Markup`` of each took a tenth of its time. What is
joined to a page at once need not be one: plain strings and numbers are enough. A conversation page calls some three
hundred times for a word or an icon, and looking up how to call took longer than the calls.
"""

from typing import Any

from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, Expr, Name
from markupsafe import Markup, escape


def quoted(value: Any) -> str:
    """What ``markupsafe.escape`` gives, as any kind of string."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    if kind is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
        return value  # type: ignore[no-any-return]
    return escape(value)


class QuickGenerator(CodeGenerator):
    """Escapes output by ``environment.quoted``; what is no output, such as the ``escape`` filter, is as it was.

    ``environment.direct`` names the globals that are called without asking the context; no template may give its own
    variables such a name.
    """

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.quoted(")
            if finalize.src is not None:
                self.write(finalize.src)
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Call(self, node: Call, frame: Frame, forward_caller: bool = False) -> None:
        called = node.node.name if isinstance(node.node, Name) else ""
        if called not in self.environment.direct or node.dyn_args or node.dyn_kwargs or forward_caller:  # type: ignore[attr-defined]
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write(f"environment.direct[{called!r}](")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for keyword in node.kwargs:
            self.write(f"{keyword.key}=")
            self.visit(keyword.value, frame)
            self.write(", ")
        self.write(")")
