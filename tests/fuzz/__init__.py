"""Anything at all, by the million: what comes from outside must be refused in a known way.

`targets` says what is fed to what and what must hold; `run` lets a fuzzer that watches which code
is reached choose the input (`make fuzz`). What it found worth keeping is in `seeds`, and
`test_seeds` replays that in every run of the tests.
"""
