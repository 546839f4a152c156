# syntax=docker/dockerfile:1
# Two stages: one that installs, and one that holds only what runs.

FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements-uv.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-uv.lock
COPY requirements.lock ./
RUN uv venv /app \
    && uv pip install --no-cache --compile-bytecode --python /app/bin/python --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE config.yaml ./
COPY bot bot
COPY adapters adapters
RUN uv pip install --no-cache --compile-bytecode --python /app/bin/python --no-deps --no-build-isolation .

FROM python:3.13-slim
# TLS trusts what the system trusts, and a slim system trusts nobody. The font is for names in
# Chinese, Japanese and Korean in charts.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates fonts-droid-fallback \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --home-dir /data causerie
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_CONFIG_HOME=/data/config \
    XDG_DATA_HOME=/data \
    XDG_STATE_HOME=/data/state
USER 10001
WORKDIR /data
# The database, the log and, without a key, the model of this machine.
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=10m CMD ["python", "-m", "bot.pulse"]
ENTRYPOINT ["causerie"]
CMD ["run"]
