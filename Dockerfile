# The lab for a class or a course: several processes behind one port, as `python app.py serve --class` starts them.
FROM python:3.13-slim-bookworm

# g++ compiles the races that follow a dragged start; without it they are computed step by step.
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++=4:12.2.0-3 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /lab
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt celery==5.7.0
COPY . .

RUN useradd --create-home lab && mkdir /jobs && chown lab /jobs
USER lab
EXPOSE 8050
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8050/health', timeout=4)"]
CMD ["python", "-u", "app.py", "serve", "--class", "--port", "8050", "--no-open"]
