# The bot alone: no compiler, no test tools, no package index at run time.
# A tag can be moved, a digest cannot; .github/dependabot.yml proposes newer ones.
FROM python:3.11-slim-bookworm@sha256:528257d48c1da0dcecc2e725d1ae34498d60c965f1241e39cd6a85a8859bdf84 AS parts
WORKDIR /app
COPY requirements-server.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-server.lock \
    && .venv/bin/python -m pip uninstall --yes pip setuptools
COPY . ours
# Byte-compiled here, because the file system is read-only at run time.
RUN .venv/bin/python -m compileall -q ours

FROM python:3.11-slim-bookworm@sha256:528257d48c1da0dcecc2e725d1ae34498d60c965f1241e39cd6a85a8859bdf84
# Listen on all addresses: the default, 127.0.0.1, is unreachable from outside the container.
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CHECKUP_HTTP__HOST=0.0.0.0
WORKDIR /app
# The only writable directory; the rest may be read-only (docker run --read-only).
RUN useradd --system --uid 10001 --no-create-home checkup \
    && install --directory --owner=checkup --mode=0700 /app/var
COPY --from=parts /app/.venv .venv
COPY --from=parts /app/ours .
USER 10001
VOLUME /app/var
EXPOSE 8081
# Bypass proxies: HTTP_PROXY would redirect even calls to 127.0.0.1.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", \
    "from urllib.request import ProxyHandler, build_opener as b; b(ProxyHandler({})).open('http://127.0.0.1:8081/healthz', timeout=4)"]
# No mode is assumed: with an empty token it would be the sandbox.
CMD ["python", "-m", "bot", "run", "--mode-required"]
