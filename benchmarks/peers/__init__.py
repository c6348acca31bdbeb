"""Other solvers on the same dial-a-ride files, each with its best model, judged by the one checker."""
