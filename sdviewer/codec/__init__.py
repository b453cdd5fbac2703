"""The codec: pictures to `.sdc` bytes and back, and all that it is compared with. No Qt, no threads of its own.

Open `pipeline` first: `encode` and `decode`. The way of a photo: `pictures` reads a file into `types.Picture`;
`pipeline.encode` has a model (`registry` finds it, `model` says what every model can do) turn pixels into a latent,
`rate_control` looks for the rate, `prior` and `latents` say what the latent's symbols probably are, `entropy` turns
symbols into bytes, `container` puts the sections of the file together. `pipeline.decode` goes the same way back.

Rooms, from the ground: `entropy`, `container`, `pictures`, `measure` know nobody; `prior`, `latents` and `rate_control`
stand on them; `own`, `diffusion` and `rivals` are siblings that don't know each other; on top `registry`, `pipeline`
and `rival_pipeline`. `types`, `errors`, `notices` and `model` hold what all of them speak of. The service calls the top
and reads types; it never reaches into a model.
"""
