# docker build -t learning-map . && docker run --read-only --tmpfs /tmp -v learning-map:/data -p 8501:8501 learning-map
FROM python:3.11-slim

# Nobody in particular: the application needs no right but to write its data folder.
RUN useradd --system --uid 10001 --create-home locator && install -d -o locator /data

WORKDIR /srv/locator
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY pyproject.toml README.md LICENSE app.py ./
COPY .streamlit/config.toml .streamlit/config.toml
COPY src src
COPY pages pages
COPY geodata geodata
RUN pip install --no-cache-dir --no-deps --editable .

USER locator
ENV LOCATOR_DATA=/data PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 8501
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/healthz', timeout=5)"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
