import ts = require("typescript");

/** TypeScript for modules that import it by `import`. */
export default ts;
