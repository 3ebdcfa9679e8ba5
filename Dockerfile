# syntax=docker/dockerfile:1

FROM python:3.13-slim-bookworm AS packages
WORKDIR /app
COPY requirements/bootstrap.txt requirements/run.txt requirements/
RUN python -m venv /tools \
 && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
 && python -m venv --without-pip /app/.venv \
 && /tools/bin/uv pip install --no-cache --python /app/.venv/bin/python --require-hashes -r requirements/run.txt

FROM node:22-bookworm-slim AS browser
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM packages AS static
COPY . .
COPY --from=browser /app/node_modules node_modules
# Collecting reads no secret and no database; these stand in for both.
RUN SECRET_KEY=build FIELD_ENCRYPTION_KEYS=build VAR_DIR=/tmp/var \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && .venv/bin/python -m compileall -q apps musicstudio

FROM python:3.13-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    VAR_DIR=/app/var
RUN useradd --system --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin studio \
 && install --directory --owner studio --group studio /app/var /app/var/metrics /data
WORKDIR /app
COPY --from=static /app /app
USER studio
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "apps.studio.management.probe"]
CMD ["gunicorn", "-c", "python:musicstudio.gunicorn"]
