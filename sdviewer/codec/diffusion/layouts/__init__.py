"""In which ways people keep an autoencoder's weights, and how to find out.

In: a path; out: which tensors are which under diffusers' names, and the config that their shapes mean. Nothing but
headers is read, no network library is needed. Open `files` first; `names` has the tables of names, `config` infers what
no config says. Called by `add` and, to look at what a user has, by the service.
"""
