# Builds the image of the web application: docker build -t pq-answers .
# Everything that is installed is named with its sha256 in requirements/*.lock.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /bron
RUN python -m venv /opt/bouw && python -m venv --without-pip /opt/pq-answers
COPY requirements/bootstrap.lock requirements/
RUN /opt/bouw/bin/python -m pip install --require-hashes -r requirements/bootstrap.lock
COPY requirements/postgres.lock requirements/
RUN /opt/bouw/bin/uv pip install --no-cache --python /opt/pq-answers/bin/python --require-hashes \
    -r requirements/postgres.lock
COPY pyproject.toml README.md LICENSE ./
COPY queries queries
COPY templates templates
COPY data data
COPY src src
RUN /opt/bouw/bin/python -m hatchling build -t wheel -d /wiel \
    && /opt/bouw/bin/uv pip install --no-cache --python /opt/pq-answers/bin/python --no-deps /wiel/*.whl \
    && /opt/pq-answers/bin/python -m compileall -q /opt/pq-answers/lib

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 pq-answers \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/pq-answers \
       --shell /usr/sbin/nologin pq-answers \
    && install -d -o 10001 -g 10001 -m 0750 /var/lib/pq-answers
COPY --from=build /opt/pq-answers /opt/pq-answers
# Only /var/lib/pq-answers and /tmp are written: the rest of the file system may be read-only.
ENV PATH=/opt/pq-answers/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp/cache \
    PQ_STORE=/var/lib/pq-answers/opslag \
    PQ_EERDER=/var/lib/pq-answers/goedgekeurd \
    PQ_GEHEUGEN=/var/lib/pq-answers/geheugen
USER 10001:10001
WORKDIR /var/lib/pq-answers
VOLUME /var/lib/pq-answers
EXPOSE 8274
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8274/gezond', timeout=4)"]
ENTRYPOINT ["pq-answers"]
CMD ["serve", "--adres", "0.0.0.0", "--poort", "8274", "--werkers", "2", "--log", "-"]
