"""Which names a function or class binds: Python's rules of scope, as far as the firmware goes."""

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """In order: by position, after `*`, and the two stars' own."""
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return named + [star for star in (arguments.vararg, arguments.kwarg) if star is not None]


def bound_in(scope: ast.AST) -> set[str]:
    """The names that a function's, class's or module's own body binds; no parameters."""
    binder = _Binder()
    body = scope.body if isinstance(scope, ast.Lambda) else getattr(scope, "body", [])
    for node in body if isinstance(body, list) else [body]:
        binder.visit(node)
    return binder.names - binder.outer


def bound_by(comprehension: Comprehension) -> set[str]:
    """The names of a comprehension's targets, which live in it alone."""
    targets = [generator.target for generator in comprehension.generators]
    return {
        node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
    }


class _Binder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.outer: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_FunctionDef(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> None:
        self.names.add(node.name)
        outside = [*node.decorator_list]
        if not isinstance(node, ast.ClassDef):
            outside += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        for part in outside:
            self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for default in node.args.defaults:
            self.visit(default)

    # Of a comprehension only `:=` reaches out.
    def _visit_comprehension(self, node: ast.AST) -> None:
        for inner in ast.walk(node):
            if isinstance(inner, ast.NamedExpr):
                self.visit(inner.target)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.names.add(node.name)
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        self.names.add(node.asname or node.name.split(".")[0])

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.outer.update(node.names)
