import gzip

import pytest

from jidi.core.errors import DefinitionError
from jidi.model.rows import read_models, read_rows, refuse_twins
from jidi.model.strict import Strict


class Pair(Strict):
    name: str
    size: int
    note: str = ""


def written(folder, text, name="pairs.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_rows_come_with_their_lines(tmp_path):
    path = written(tmp_path, 'name,size\na,1\n"b\nb",2\n')
    assert read_rows(path, ("name", "size")) == [(2, ["a", "1"]), (4, ["b\nb", "2"])]


def test_other_columns_are_refused_with_the_nearest(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_rows(written(tmp_path, "name,sise\n"), ("name", "size"))
    assert caught.value.code == "D-200"
    assert caught.value.facts["nearest"] == "size"


def test_columns_in_another_order_are_refused(tmp_path):
    with pytest.raises(DefinitionError, match="D-200"):
        read_rows(written(tmp_path, "size,name\n"), ("name", "size"))


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="D-200"):
        read_rows(written(tmp_path, ""), ("name", "size"))


def test_rows_of_another_length_are_all_named(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_rows(written(tmp_path, "name,size\na\nb,1\nc,1,2\n"), ("name", "size"))
    assert [e.where.line for e in (caught.value, *caught.value.also)] == [2, 4]


def test_models_take_the_default_for_an_empty_cell(tmp_path):
    path = written(tmp_path, "name,size,note\na,1,\n")
    assert read_models(path, Pair) == [(2, Pair(name="a", size=1))]


def test_a_missing_value_and_a_wrong_one_are_found_in_one_pass(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_models(written(tmp_path, "name,size,note\n,1,\nb,many,\n,few,\n"), Pair)
    lines = [e.where.line for e in (caught.value, *caught.value.also)]
    assert lines == [2, 3, 4, 4]


def test_twins_are_refused_with_the_line_of_the_first(tmp_path):
    path = written(tmp_path, "name,size,note\na,1,\nb,1,\na,2,\n")
    with pytest.raises(DefinitionError) as caught:
        refuse_twins(read_models(path, Pair), key=lambda p: p.name, path=path)
    assert (caught.value.code, caught.value.where.line) == ("D-202", 4)
    assert caught.value.facts["first"] == 2


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress("汉".encode("gbk"), mtime=0), b""])
def test_a_broken_archive_is_refused(tmp_path, content):
    path = tmp_path / "pairs.csv.gz"
    path.write_bytes(content)
    with pytest.raises(DefinitionError) as caught:
        read_rows(path, ("name", "size"))
    assert caught.value.code in ("D-208", "D-200")
