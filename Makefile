# Every gate of the project is one word here; README.md and .ci/run use the same words.
.DEFAULT_GOAL := help
