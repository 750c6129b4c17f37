"""The 12 checks of jupyter_kernel_test. Prints unittest's report; exit status 0 when all pass and none is skipped."""

import sys
import unittest

import jupyter_kernel_test


class InfoplaneKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "infoplane"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"
    completion_samples = [{"text": "Math.sq", "matches": {"sqrt"}}, {"text": "Array.isA", "matches": {"isArray"}}]
    complete_code_samples = ["1 + 1", "function f() { return 1 }", "const s = `a\nb`", "if (true) {\n  1\n}"]
    incomplete_code_samples = ["function f() {", "const s = `a", "[1, 2,", "if (true) {\n  1"]
    invalid_code_samples = ["let = = 3", "1 +* 2", "const x = ]"]
    code_generate_error = "throw new TypeError('generated')"
    code_execute_result = [{"code": "6 * 7", "result": "42"}, {"code": "'a' + 1", "result": "'a1'"}]
    code_display_data = [
        {"code": 'globalThis[Symbol.for("Jupyter.host")].display({ "text/html": "<b>x</b>" })', "mime": "text/html"},
        {"code": 'globalThis[Symbol.for("Jupyter.host")].display({ "image/png": new Uint8Array([137, 80, 78, 71]) })', "mime": "image/png"},
    ]
    code_page_something = "Math.sqrt?"
    code_clear_output = 'globalThis[Symbol.for("Jupyter.host")].clearOutput()'
    code_inspect_sample = "Math.sqrt"
    code_history_pattern = "6*7"
    supported_history_operations = ("tail", "range", "search")


result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(InfoplaneKernel))
print(f"{result.testsRun} run, {len(result.failures) + len(result.errors)} failed, {len(result.skipped)} skipped")
sys.exit(0 if result.wasSuccessful() and not result.skipped else 1)
