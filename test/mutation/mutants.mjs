import ts from "typescript";

const K = ts.SyntaxKind;

/** What stands in for each operator. The operands stay. */
const OPERATORS = new Map([
  [K.PlusToken, ["-"]],
  [K.MinusToken, ["+"]],
  [K.AsteriskToken, ["/"]],
  [K.SlashToken, ["*"]],
  [K.PercentToken, ["*"]],
  [K.AsteriskAsteriskToken, ["*"]],
  [K.LessThanToken, ["<=", ">="]],
  [K.LessThanEqualsToken, ["<", ">"]],
  [K.GreaterThanToken, [">=", "<="]],
  [K.GreaterThanEqualsToken, [">", "<"]],
  [K.EqualsEqualsEqualsToken, ["!=="]],
  [K.ExclamationEqualsEqualsToken, ["==="]],
  [K.PlusEqualsToken, ["-="]],
  [K.MinusEqualsToken, ["+="]],
  [K.BarBarEqualsToken, ["="]],
]);

/** Of their operands either may do alone. */
const ONE_OF_TWO = [K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken];

const METHODS = { min: "max", max: "min", floor: "ceil", ceil: "floor", some: "every", every: "some" };
/** Calls `a.f(…)` and `f(a)` that may as well be `a`. */
const LEFT_OUT = ["filter", "sort", "slice"];
const FUNCTIONS_LEFT_OUT = ["Math.abs", "Math.sqrt", "Math.log", "Math.exp", "Math.log1p"];

/**
 * All mutants of a TypeScript file: other operators, conditions that always or never hold, constants one up and down, calls, statements and elements
 * left out, defaults not taken. Texts stay: no names of estimators, and nothing within `throw`.
 *
 * @param first number of the first mutant
 * @returns the mutants, and the file with all of them in it: mutant i is there when `mutant(i)` of `./mutant.js` is true
 */
export function mutants(path, text, first) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const list = [];
  const constants = file.statements
    .filter(isConstant)
    .flatMap(({ declarationList }) => declarationList.declarations.map((d) => d.name.text));
  const read = new RegExp(`(?<!typeof |[.\\w])(${constants.join("|")})\\b(?!:| = )`, "g");
  const copy = write(file);
  const written = constants.length > 0 ? copy.replace(read, "$1()") : copy;
  return { list, text: `import { mutant } from "./mutant.js";\nconst $mutant = mutant;\n${written}` };

  /** The text of a node with the mutants of it and of what lies in it. */
  function write(node) {
    if (ts.isTypeNode(node) || ts.isThrowStatement(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return node.getText();
    const start = node === file ? 0 : node.getStart();
    const others = node === file ? [] : replacements(node).map((replacement) => [add(node, replacement), replacement]);
    let body = "";
    let at = start;
    ts.forEachChild(node, (child) => {
      body += text.slice(at, child.getStart()) + write(child);
      at = child.end;
    });
    body += text.slice(at, node.end);
    if (others.length > 0 && ts.isStatement(node)) return `{ if (!$mutant(${others[0][0]})) { ${body} } }`;
    if (others.length > 0) body = `(${others.map(([id, other]) => `$mutant(${id}) ? (${other}) : `).join("")}${body})`;
    return isValueOfConstant(node) ? `() => (${body})` : body;
  }

  function add(node, replacement) {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    const id = first + list.length;
    list.push({ id, file: path, line: line + 1, ...described(node, replacement) });
    return id;
  }
}

/** A constant of the module, which is a function in the copy, called wherever it is read: else it would be computed before a mutant is chosen. */
function isConstant(node) {
  if (!ts.isVariableStatement(node) || !ts.isSourceFile(node.parent) || node.modifiers?.length > 0) return false;
  return node.declarationList.declarations.every(({ name, initializer }) => ts.isIdentifier(name) && initializer !== undefined);
}

function isValueOfConstant(node) {
  const { parent } = node;
  return parent?.initializer === node && ts.isVariableDeclaration(parent) && isConstant(parent.parent.parent);
}

function replacements(node) {
  const out = [];
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [node.left.getText(), node.right.getText()];
    for (const operator of OPERATORS.get(node.operatorToken.kind) ?? []) out.push(`${left} ${operator} ${right}`);
    if (ONE_OF_TWO.includes(node.operatorToken.kind)) out.push(left, right);
  }
  if (isCondition(node)) out.push("true", "false");
  if (ts.isForStatement(node.parent) && node.parent.condition === node) out.push("false");
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.MinusToken && !ts.isNumericLiteral(node.operand))
    out.push(node.operand.getText());
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) out.push(node.operand.getText());
  if (ts.isNumericLiteral(node)) out.push(...numbers(Number(node.text)).filter((other) => !(other === "-1" && startsLoop(node))));
  if (node.kind === K.TrueKeyword) out.push("false");
  if (node.kind === K.FalseKeyword) out.push("true");
  if (ts.isStringLiteral(node) && node.text !== "" && decides(node)) out.push('""');
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !node.elements.every(ts.isStringLiteral)) out.push("[]");
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 0) out.push("{}");
  if (ts.isCallExpression(node)) out.push(...otherCalls(node));
  if (ts.isExpressionStatement(node) || ts.isBreakOrContinueStatement(node)) out.push("");
  return out;
}

function isCondition(node) {
  const { parent } = node;
  return (ts.isIfStatement(parent) && parent.expression === node) || (ts.isConditionalExpression(parent) && parent.condition === node);
}

/** What lies before the first element is not there: nothing is read from it, and nothing written to it. */
function startsLoop({ parent }) {
  return ts.isVariableDeclaration(parent) && ts.isForStatement(parent.parent.parent);
}

function numbers(value) {
  return Number.isSafeInteger(value) ? [value + 1, value - 1].map(String) : [value * 2, value / 2].map(String);
}

/** Whether a string is a value that the program goes by, not a text to read. */
function decides({ parent }) {
  if (ts.isBindingElement(parent) || ts.isConditionalExpression(parent)) return true;
  return ts.isBinaryExpression(parent) && [K.EqualsEqualsEqualsToken, K.ExclamationEqualsEqualsToken].includes(parent.operatorToken.kind);
}

function otherCalls(node) {
  const called = node.expression.getText();
  const given = node.arguments.map((argument) => argument.getText()).join(", ");
  if (FUNCTIONS_LEFT_OUT.includes(called)) return [given];
  if (!ts.isPropertyAccessExpression(node.expression)) return [];
  const object = node.expression.expression.getText();
  const { text: method } = node.expression.name;
  if (LEFT_OUT.includes(method)) return [object];
  return Object.hasOwn(METHODS, method) ? [`${object}.${METHODS[method]}(${given})`] : [];
}

/** What stood there and what stands there now; a literal with what is around it, if that is short. */
function described(node, replacement) {
  const parent = ts.isPrefixUnaryExpression(node.parent) ? node.parent.parent : node.parent;
  const around = ts.isLiteralExpression(node) && parent.getWidth() < 90 ? parent : node;
  const [text, at] = [around.getText(), node.getStart() - around.getStart()];
  return { from: brief(text), to: brief(text.slice(0, at) + replacement + text.slice(at + node.getWidth())) };
}

/** On one line, and short enough for a list. */
function brief(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
