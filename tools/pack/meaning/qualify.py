"""Write into a module's tree what each of its names stands for (tools.pack.symbols)."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager

from tools.pack.meaning.bindings import Binding, bindings
from tools.pack.meaning.scopes import Comprehension, Function, bound_by, bound_in, parameters
from tools.pack.program import STARTERS, Module


class Tops:
    """The names bound at the top of each module, before any tree is changed."""

    def __init__(self, program: dict[str, Module]) -> None:
        self.program = program
        self.names = {name: bound_in(module.tree) for name, module in program.items()}
        self.imports: dict[str, dict[str, Binding]] = {
            name: dict(
                bound
                for node in _imports_of(module.tree)
                for bound in bindings(node, module, program)
            )
            for name, module in program.items()
        }

    def origin(self, binding: Binding, name: str, node: ast.AST, user: Module) -> str:
        """`<module>:<name>` of where `name` of the bound module is defined; raises PackError."""
        if name not in self.names[binding.module]:
            raise user.refuse(node, f"{binding.module} has no {name}")
        there = self.imports[binding.module].get(name)
        if there is None:
            return f"{binding.module}:{name}"
        if not there.ours or there.name is None:
            raise user.refuse(node, f"{binding.module} only imports {name}: import it yourself")
        return self.origin(there, there.name, node, user)


class OnDemand(ast.Pass):
    """In the place of an import of the program's modules that happens when it is come to.

    `wanted`: what it binds, by the name bound. `scope`: the function it stands in, None at the top
    of a file that starts the program.
    """

    def __init__(self, wanted: dict[str, Binding], scope: "Scope | None") -> None:
        super().__init__()
        self.wanted = wanted
        self.scope = scope


class Scope:
    """A function, class or comprehension. `ids`: name -> symbol of what is local to it.

    `imports`: name -> the modules' names it may be bound to by imports in it. `values`: those used
    otherwise than `module.name`. `brought`: imported module -> symbols that it has to bring.
    """

    def __init__(self, kind: str, ids: dict[str, str], parameters: int = 0) -> None:
        self.kind = kind
        self.ids = ids
        self.parameters = parameters
        self.imports: dict[str, list[Binding]] = {}
        self.values: set[str] = set()
        self.brought: dict[str, set[str]] = {}


class _Qualifier(ast.NodeTransformer):
    def __init__(
        self, module: Module, program: dict[str, Module], keywords: set[str], tops: Tops
    ) -> None:
        self._module = module
        self._tops = tops
        self._program = program
        self._keywords = keywords
        self._scopes: list[Scope] = []
        self._imports = tops.imports[module.name]
        self._globals = tops.names[module.name]

    # ---- names

    def _symbol(self, name: str, node: ast.AST) -> tuple[str, Binding | None, Scope | None]:
        """The symbol, and what an import bound it to, where one did."""
        for depth, scope in enumerate(reversed(self._scopes)):
            if scope.kind == "class" and depth:
                continue
            if found := scope.imports.get(name):
                return f"l:{name}", found[0] if len(set(found)) == 1 else None, scope
            if name in scope.ids:
                return scope.ids[name], None, scope
        if name in self._imports:
            return self._imported(name, node), self._imports[name], None
        return (f"g:{self._module.name}:{name}" if name in self._globals else name), None, None

    def _imported(self, name: str, node: ast.AST) -> str:
        binding = self._imports[name]
        if not binding.ours:
            return f"x:{binding.module}:{binding.name or ''}"
        if binding.name is None:
            return f"v:{binding.module}"
        return "g:" + self._tops.origin(binding, binding.name, node, self._module)

    def visit_Name(self, node: ast.Name) -> ast.Name:
        symbol, binding, scope = self._symbol(node.id, node)
        if scope is not None and binding is not None:
            if binding.ours and binding.name is not None:
                symbol = self._brought(scope, binding, binding.name, node)
            elif binding.ours:
                scope.values.add(node.id)
        elif scope is not None and node.id in scope.imports:
            scope.values.add(node.id)
        return ast.copy_location(ast.Name(symbol, node.ctx), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and isinstance(node.ctx, ast.Load):
            _, binding, scope = self._symbol(node.value.id, node)
            if binding is not None and binding.is_module:
                symbol = "g:" + self._tops.origin(binding, node.attr, node, self._module)
                if scope is not None:
                    symbol = self._brought(scope, binding, node.attr, node)
                return ast.copy_location(ast.Name(symbol, ast.Load()), node)
        self.generic_visit(node)
        node.attr = f"a:{node.attr}"
        return node

    def _brought(self, scope: Scope, binding: Binding, name: str, node: ast.AST) -> str:
        symbol = "i:" + self._tops.origin(binding, name, node, self._module)
        scope.brought.setdefault(binding.module, set()).add(symbol)
        return symbol

    # ---- imports

    def _visit_import(self, node: ast.Import | ast.ImportFrom) -> ast.stmt | list[ast.stmt] | None:
        wanted = dict(bindings(node, self._module, self._program))
        ours = {name: binding for name, binding in wanted.items() if binding.ours}
        if not self._scopes and self._module.name not in STARTERS:
            return None  # tools.pack.emit writes a file's own
        scope = self._scopes[-1] if self._scopes else None
        kept = [_import_of(b, self._local(name, node)) for name, b in wanted.items() if not b.ours]
        return [*kept, *([OnDemand(ours, scope)] if ours else [])]

    visit_Import = visit_ImportFrom = _visit_import

    def _local(self, name: str, node: ast.AST) -> str:
        return self._scopes[-1].ids[name] if self._scopes else self._imported(name, node)

    # ---- scopes

    def visit_Module(self, node: ast.Module) -> ast.Module:
        node.body = _all_visited(self, node.body)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        self._visit_defaults(node.args)
        node.returns = None
        node.name = self._defined(node.name, node)
        with self._inside(self._function_scope(node)):
            _rename_parameters(node.args, self._scopes[-1].ids)
            node.body = _all_visited(self, node.body) or [ast.Pass()]
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._visit_defaults(node.args)
        with self._inside(self._function_scope(node)):
            _rename_parameters(node.args, self._scopes[-1].ids)
            node.body = self.visit(node.body)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.bases = [self.visit(base) for base in node.bases]
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        names = bound_in(node)
        node.name = self._defined(node.name, node)
        with self._inside(Scope("class", {name: f"a:{name}" for name in names})):
            node.body = _all_visited(self, node.body) or [ast.Pass()]
        return node

    def _visit_comprehension(self, node: Comprehension) -> ast.AST:
        ids = {name: f"l:{name}" for name in bound_by(node)}
        with self._inside(Scope("comprehension", ids)):
            return self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if node.name:
            node.name = self._defined(node.name, node)
        return self.generic_visit(node)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        node.names = [self._symbol(name, node)[0] for name in node.names]
        return node

    def visit_Global(self, node: ast.Global) -> ast.AST:
        raise self._module.refuse(node, "global: hold what changes in an object")

    def _defined(self, name: str, node: ast.AST) -> str:
        return self._symbol(name, node)[0]

    def _visit_defaults(self, arguments: ast.arguments) -> None:
        arguments.defaults = [self.visit(default) for default in arguments.defaults]
        defaults = arguments.kw_defaults
        arguments.kw_defaults = [default and self.visit(default) for default in defaults]

    def _function_scope(self, node: Function) -> Scope:
        count = sum(scope.parameters for scope in self._scopes)
        ids = {name: f"l:{name}" for name in bound_in(node)}
        taken = parameters(node.args)
        for number, argument in enumerate(taken, count):
            named = argument.arg in self._keywords
            ids[argument.arg] = f"k:{argument.arg}" if named else f"p:{number}"
        scope = Scope("function", ids, len(taken))
        for inner in _imports_of(node):
            for name, binding in bindings(inner, self._module, self._program):
                if binding.ours:
                    scope.imports.setdefault(name, []).append(binding)
        return scope

    @contextmanager
    def _inside(self, scope: Scope) -> Iterator[None]:
        self._scopes.append(scope)
        yield
        self._scopes.pop()


def qualify(program: dict[str, Module], keywords: set[str]) -> None:
    """Changes every module's tree; `keywords`: the names that calls give to arguments."""
    tops = Tops(program)
    for module in program.values():
        _Qualifier(module, program, keywords, tops).visit(module.tree)


def _import_of(binding: Binding, local: str) -> ast.stmt:
    alias = ast.alias(binding.name or binding.module, local)
    if binding.name is None:
        return ast.Import([alias])
    return ast.ImportFrom(binding.module, [alias], 0)


# Not those of functions in it: they bind names there.
def _imports_of(scope: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _imports_of(child)


def _rename_parameters(arguments: ast.arguments, ids: dict[str, str]) -> None:
    for argument in parameters(arguments):
        argument.arg = ids[argument.arg]
        argument.annotation = None


def _all_visited(qualifier: _Qualifier, body: list[ast.stmt]) -> list[ast.stmt]:
    visited: list[ast.stmt] = []
    for statement in body:
        result = qualifier.visit(statement)
        if isinstance(result, list):
            visited += result
        elif result is not None:
            visited.append(result)
    return visited
