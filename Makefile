# One line a verb. `make run` and `make test` each work alone on a fresh machine with Python 3, make and git.
BOOTSTRAP = python3 bootstrap.py

help:     ## show the verbs
	@grep -E '^[a-z]+: .*##' Makefile | sed 's/:.*##/\t/'
run: ;    @$(BOOTSTRAP) run                ## set up what is missing and start everything
test: ;   @$(BOOTSTRAP) test $(ARGS)       ## set up what is missing and run every test
check: ;  @$(BOOTSTRAP) dev ruff check . && $(BOOTSTRAP) dev ruff format --check . ## lint, without a model
train: ;  @$(BOOTSTRAP) bot train          ## train the model if something changed
evaluate: ; @$(BOOTSTRAP) bot evaluate cross $(ARGS)  ## understanding across writers, with pictures in results/
content: ; @$(BOOTSTRAP) dev bot content   ## list every text peers read, draw the maps
console: ; @$(BOOTSTRAP) bot console       ## the specialists' console alone
demo: ;   @$(BOOTSTRAP) bot demo           ## fill the console with invented conversations
text: ;   @$(BOOTSTRAP) bot text $(ARGS)      ## a phone in the terminal that texts the running server
lock:     ## resolve the locks anew
	@$(BOOTSTRAP) dev ruff --version >/dev/null
	.tools/bin/uv pip compile -q --python-version 3.10 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock
	.tools/bin/uv pip compile -q --python-version 3.10 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.lock

.PHONY: help run test check train evaluate content console demo text lock
