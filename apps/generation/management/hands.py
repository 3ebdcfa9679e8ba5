"""Taking due steps in this process, as the workers do in theirs.

Leases keep hands and workers apart, so both may work on the same rows at the same time.
"""

from apps import musicapi
from apps.archive import operations as archive
from apps.clips import operations as clips
from apps.generation import operations
from apps.generation.operations.connecting import Connect, connect
from apps.generation.operations.moving import Clock
from apps.stems import operations as stems

FILES_AT_ONCE = 20


def take_due_steps(*, clock: Clock, connect: Connect = connect) -> None:
    """Take every step of jobs and files that is due, once."""
    take_due_jobs(clock=clock, connect=connect)
    for asset_id, lease in archive.lease_due(now=clock(), limit=FILES_AT_ONCE):
        archive.fetch(asset_id=asset_id, lease=lease, now=clock())
    clips.catch_up(now=clock())
    stems.catch_up(now=clock())
    for rendering_id, lease in stems.lease_due(now=clock()):
        stems.render(rendering_id=rendering_id, lease=lease, clock=clock)


def take_due_jobs(*, clock: Clock, connect: Connect = connect) -> None:
    """Take every step of jobs that is due, once; files are left for later."""
    leased = operations.lease_due(now=clock())
    for job_id in leased.to_advance:
        operations.advance(job_id=job_id, lease=leased.lease, connect=connect, clock=clock)
    for job_ids in leased.to_poll.values():
        operations.poll(job_ids=job_ids, lease=leased.lease, look=musicapi.poll_many, clock=clock)
