"""Files that people copy say what the program knows."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from bot.config.secrets import OPENAI_BASE_URL, SECRET_NAMES
from tests.gates.conftest import TOP


def test_the_example_of_dotenv_has_every_fixed_name_with_a_comment():
    lines = (TOP / ".env.example").read_text().splitlines()

    named = {line.partition("=")[0]: lines[at - 1] for at, line in enumerate(lines) if "=" in line}
    fixed = {name: above for name, above in named.items() if not name.startswith("#")}
    assert set(fixed) == {*SECRET_NAMES, OPENAI_BASE_URL}
    assert all(above.startswith("#") for above in fixed.values())


def test_the_image_runs_as_nobody_special_and_says_whether_it_is_alive():
    steps = (TOP / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    last = "\n".join(steps[max(at for at, step in enumerate(steps) if step.startswith("FROM")) :])

    assert "USER 10001" in last
    assert 'CMD ["python", "-m", "bot.pulse"]' in last
    assert "ca-certificates" in last
    assert "COPY --from=build /app /app" in last


def test_everything_that_the_image_is_made_from_reaches_the_builder():
    sent = {
        line[1:] for line in (TOP / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    copied = {
        name
        for step in (TOP / "Dockerfile").read_text().splitlines()
        if step.startswith("COPY") and "--from" not in step
        for name in step.split()[1:-1]
    }

    assert copied == sent
    assert all((TOP / name).exists() for name in sent)


def test_the_service_keeps_its_data_and_reads_the_secrets():
    service = yaml.safe_load((TOP / "compose.yaml").read_text())["services"]["causerie"]

    assert service["env_file"] == ".env"
    assert "data:/data" in service["volumes"]


@pytest.fixture(scope="module", name="wheel")
def _wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=TOP,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_defaults_come_along_in_a_wheel(wheel: Path, tmp_path: Path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    program = (
        "from bot.config import load, places; loaded = load.load(env={});"
        "print(places.shipped()); print(*loaded.config.models.table)"
    )

    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    shipped, models = done.stdout.splitlines()
    assert shipped == str(site / "bot/config/config.yaml")
    assert "gpt-6-luna" in models


def test_data_files_of_the_core_are_in_the_wheel(wheel: Path):
    packed = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "bot", "adapters"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    if tracked.returncode:
        pytest.skip("not a git repository")

    assert {name for name in tracked.stdout.splitlines() if (TOP / name).exists()} <= packed
