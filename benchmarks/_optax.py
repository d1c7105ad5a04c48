"""The map of benchmarks/map.py computed by optax, as a script for an environment with jax and optax.

Run: python benchmarks/_optax.py rosenbrock (or ackley). Prints million row-steps per second: the best of three runs
after compilation.
"""

import sys
import time

import jax
import jax.numpy as jnp
import optax

SIDE, STEPS = 512, 500  # starts along each side of the map, steps


def rosenbrock(point: tuple) -> jax.Array:
    """Return f of Rosenbrock's valley."""
    x, y = point
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def ackley(point: tuple) -> jax.Array:
    """Return f of Ackley's function."""
    x, y = point
    distance_term = jnp.exp(-0.2 * jnp.sqrt(0.5 * (x * x + y * y)))
    return 20 + jnp.e - 20 * distance_term - jnp.exp(0.5 * (jnp.cos(2 * jnp.pi * x) + jnp.cos(2 * jnp.pi * y)))


VIEWS = {"rosenbrock": ((-2.0, 2.0), (-1.0, 3.0)), "ackley": ((-5.0, 5.0), (-5.0, 5.0))}


def main(name: str) -> None:
    """Print million row-steps per second of the fastest of three runs."""
    f, rule = {"rosenbrock": rosenbrock, "ackley": ackley}[name], optax.adabelief(0.01)

    def run(x: jax.Array, y: jax.Array) -> tuple:
        def step(carry: tuple, k: jax.Array) -> tuple:
            point, state, first_touch = carry
            value, gradient = jax.value_and_grad(f)(point)
            first_touch = jnp.where((first_touch < 0) & (value <= 1e-3), k, first_touch)
            update, state = rule.update(gradient, state, point)
            return (optax.apply_updates(point, update), state, first_touch), None

        (point, _, first_touch), _ = jax.lax.scan(step, ((x, y), rule.init((x, y)), -1), jnp.arange(STEPS))
        return point, first_touch

    sides = [jnp.linspace(low, high, SIDE) for low, high in VIEWS[name]]
    starts = [side.ravel() for side in jnp.meshgrid(*sides)]
    compute_map = jax.jit(jax.vmap(run))
    jax.block_until_ready(compute_map(*starts))
    seconds = []
    for _ in range(3):
        begin = time.perf_counter()
        jax.block_until_ready(compute_map(*starts))
        seconds.append(time.perf_counter() - begin)
    print(SIDE * SIDE * STEPS / min(seconds) / 1e6)


if __name__ == "__main__":
    main(sys.argv[1])
