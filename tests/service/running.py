"""A service of its own for a scenario, closed whatever becomes of it."""

from __future__ import annotations

import asyncio

from sdviewer.service.codec_service import CodecService


def with_service(scenario, seconds: float = 120) -> None:
    """Await `scenario(service)`, for so long at most."""

    async def run() -> None:
        service = CodecService()
        try:
            await scenario(service)
        finally:
            service.close()

    asyncio.run(asyncio.wait_for(run(), seconds))
