# `make run` and `make test` set up everything they need: a virtual environment under DATA_DIR, the pinned packages, the database.
# PORT (8000) and DATA_DIR (var) can be set. Nothing is written outside DATA_DIR.
SHELL := /bin/sh
.DEFAULT_GOAL := help
export DATA_DIR ?= var
export PORT ?= 8000
PYTHON ?= python3
HERE := $(CURDIR)
DATA := $(abspath $(DATA_DIR))
VENV := $(DATA)/venv
PY := $(VENV)/bin/python
export PYTHONPYCACHEPREFIX := $(DATA)/pycache
export PIP_DISABLE_PIP_VERSION_CHECK := 1
SAMPLE ?= 2017
TRY := TRY_OUT=1 SAMPLE_SET="$(SAMPLE)" DATA_DIR="$(DATA)"

.PHONY: help run test moments bench chaos fuzz explore upgrade deployment seed lint types sbom messages figures setup setup-dev

help: ## what can be done
	@echo "make run    dựng và chạy bản dùng thử (PORT=$(PORT), DATA_DIR=$(DATA_DIR), SAMPLE=2017 hoặc 2025; EMPTY=1: cổng trống)"
	@echo "make test   chạy toàn bộ kiểm thử, trên SQLite và PostgreSQL + Redis khi có"
	@echo "make moments kiểm thử khi đồng hồ ở mười thời điểm: cuối năm, Tết, 29 tháng 2… (AT=tên chỉ chạy một)"
	@echo "make bench  đo tốc độ trên dữ liệu đang có"
	@echo "make seed   nạp dữ liệu lớn để đo (STAFF=2000 INCIDENTS=100000; TO=1000000: rồi nhân hồ sơ đã kết thúc, PostgreSQL)"
	@echo "make chaos  giết tiến trình, cơ sở dữ liệu, broker nhiều lần rồi đếm việc mất, lặp, sớm, trang lỗi"
	@echo "make sbom   ghi danh mục thành phần phần mềm (docs/sbom.cdx.json)"
	@echo "make messages  gom câu chữ trong mã vào các tệp dịch (halang_portal/locale) và biên dịch"
	@echo "make fuzz   gửi dữ liệu lạ vào mọi trang, mọi biểu mẫu (FUZZ_REQUESTS=10000, FUZZ_SEED=...), trên hai hệ quản trị"
	@echo "make explore  đi hồ sơ qua mọi vai, mọi bước bằng các hành động thật, sau mỗi bước kiểm tra bốn tính chất (EXPLORE_STEPS=100000, EXPLORE_SEED=...)"
	@echo "make upgrade  di trú cơ sở dữ liệu trống và dở dang theo đường gộp và đường cũ, so từng bảng, trigger, rồi lùi và tiến từng bước với dữ liệu, trên hai hệ quản trị"
	@echo "make deployment  chạy mọi lệnh của docs/operation.md trên cụm PostgreSQL, Redis, nginx riêng, bằng tài khoản không có quyền"
	@echo "make lint   kiểm tra cách viết mã, kiểu dữ liệu (make types: chỉ kiểu dữ liệu)"

$(VENV)/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Cần Python 3.11 trở lên; đặt PYTHON=đường dẫn nếu máy có nhiều bản.")'
	@echo "Chuẩn bị môi trường Python (khoảng một phút, chỉ lần đầu)…"
	@mkdir -p "$(DATA)"
	@test -x "$(PY)" || $(PYTHON) -m venv "$(VENV)"
	@"$(PY)" -m pip install -qq --require-hashes -r requirements.txt
	@touch "$@"

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Cài công cụ kiểm thử…"
	@"$(PY)" -m pip install -qq --require-hashes -r requirements-dev.txt
	@touch "$@"

setup: $(VENV)/run.stamp
setup-dev: $(VENV)/dev.stamp

run: $(VENV)/run.stamp ## serve the try-out
	@cd "$(HERE)" && $(TRY) PATH="$(VENV)/bin:$$PATH" "$(PY)" manage.py start $(if $(EMPTY),--empty)

test: $(VENV)/dev.stamp ## every test, both engines
	@cd "$(HERE)" && DATA_DIR="$(DATA)" "$(PY)" tests/run.py $(ARGS)

moments: $(VENV)/dev.stamp ## every test but the journeys, the clock set to ten moments in turn
	@cd "$(HERE)" && DATA_DIR="$(DATA)" "$(PY)" tests/run.py moments $(AT)

figures: $(VENV)/dev.stamp ## every test, and docs/figures.md from what they counted
	@cd "$(HERE)" && FIGURES=1 DATA_DIR="$(DATA)" "$(PY)" tests/run.py

bench: $(VENV)/run.stamp ## ratios to the floor, on whatever is in the database
	@cd "$(HERE)" && $(TRY) BENCH=1 "$(PY)" manage.py bench

chaos: $(VENV)/dev.stamp ## kill everything that carries the portal, over and over; count what was lost
	@cd "$(HERE)" && PATH="$(VENV)/bin:$$PATH" DATA_DIR="$(DATA)" "$(PY)" -m tests.chaos

fuzz: $(VENV)/dev.stamp ## odd input at every address and every form; counts 5xx and lost drafts
	@cd "$(HERE)" && DATA_DIR="$(DATA)" "$(PY)" -m tests.fuzz

explore: $(VENV)/dev.stamp ## walk cases through every verb with every cast; safety, liveness, truth and numbers after each step
	@cd "$(HERE)" && DATA_DIR="$(DATA)" "$(PY)" -m tests.explorer

upgrade: $(VENV)/dev.stamp ## both paths of migrations end in the same database, also from half-way; each later one back and forth with rows
	@cd "$(HERE)" && DATA_DIR="$(DATA)" "$(PY)" -m tests.upgrade

deployment: $(VENV)/dev.stamp ## every command of docs/operation.md, by an account without rights
	@cd "$(HERE)" && "$(PY)" -m tests.deployment

STAFF ?= 2000
INCIDENTS ?= 100000
TO ?= 0
seed: $(VENV)/run.stamp ## fill in bulk
	@cd "$(HERE)" && $(TRY) "$(PY)" manage.py migrate -v 0 && $(TRY) "$(PY)" manage.py createcachetable && $(TRY) "$(PY)" manage.py seed --staff $(STAFF) --incidents $(INCIDENTS) --to $(TO)

sbom: $(VENV)/dev.stamp ## write docs/sbom.cdx.json from the lock
	@"$(PY)" tests/sbom.py

messages: $(VENV)/dev.stamp ## gather what the portal says into the catalogues, and compile them
	@cd "$(HERE)" && DATA_DIR="$(DATA)" "$(PY)" -m tests.catalogue

lint: $(VENV)/dev.stamp
	@"$(PY)" -m ruff check . && "$(PY)" -m ruff format --check .
	@"$(VENV)/bin/djangofmt" --check templates
	@"$(VENV)/bin/oxlint" --config .oxlintrc.json --deny-warnings static/js
	@DATA_DIR="$(DATA)" "$(PY)" tests/typecheck.py

types: $(VENV)/dev.stamp ## mypy alone; ARGS=--write after mending some
	@cd "$(HERE)" && DATA_DIR="$(DATA)" "$(PY)" tests/typecheck.py $(ARGS)
