FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BIND=0.0.0.0 VAR_DIR=/data STATIC_DIR=/app/static
WORKDIR /app

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --no-deps --requirement requirements.lock

COPY manage.py .
COPY harrastuspassi harrastuspassi
COPY api api
COPY workers workers
# Static files are part of the image, beside the code; what a container writes goes under VAR_DIR.
RUN MODE=demo VAR_DIR=/tmp/build python manage.py collectstatic --noinput \
    && useradd --system --no-create-home app \
    && mkdir /data && chown app /data

USER app
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "python:harrastuspassi.config.gunicorn", "harrastuspassi.config.wsgi"]
