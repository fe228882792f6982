#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "core/number.hpp"
#include "intake/containers/number_format.hpp"
#include "intake/containers/workbook.hpp"
#include "intake/containers/xml.hpp"

namespace dmp::intake::containers {
namespace {

constexpr std::size_t kMaxSharedBytes = std::size_t{1} << 30;

[[noreturn]] void damaged(const std::string& what, const std::string& name) {
  throw core::UserError(core::ErrorKind::data, what, core::Place{name}, "open the file in a spreadsheet program and save it again as xlsx or csv");
}

void read_part(const Zip& zip, const std::string& member, const std::string& name, Allowance& allowance, XmlHandler& handler) {
  XmlReader reader(handler, name + "!" + member);
  zip.read(member, allowance, [&](std::string_view bytes) {
    reader.feed(bytes);
    return true;
  });
  reader.finish();
}

bool is_true(std::string_view text) { return text == "1" || text == "true" || text == "on"; }

std::uint64_t whole(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

struct WorkbookPart : XmlHandler {
  struct Sheet {
    SheetEntry entry;
    std::string relation;
  };
  std::vector<Sheet> sheets;
  bool from_1904 = false;

  void start(std::string_view element, const XmlAttributes& attributes) override {
    if (element == "workbookPr") from_1904 = is_true(attributes.get("date1904"));
    if (element == "sheet")
      sheets.push_back({{std::string(attributes.get("name")), attributes.get("state").find("idden") != std::string_view::npos}, std::string(attributes.get("id"))});
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

struct RelationsPart : XmlHandler {
  struct Relation {
    std::string kind, target;
  };
  std::map<std::string, Relation> relations;

  void start(std::string_view element, const XmlAttributes& attributes) override {
    if (element != "Relationship" || attributes.get("TargetMode") == "External") return;
    const std::string_view type = attributes.get("Type");
    relations[std::string(attributes.get("Id"))] = {std::string(type.substr(type.rfind('/') + 1)), std::string(attributes.get("Target"))};
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

struct StylesPart : XmlHandler {
  std::map<int, NumberFormat> custom;
  std::vector<NumberFormat> cell_formats;
  bool in_cell_formats = false;

  void start(std::string_view element, const XmlAttributes& attributes) override {
    if (element == "numFmt") {
      custom[static_cast<int>(whole(attributes.get("numFmtId")))] = read_number_format(attributes.get("formatCode"));
    } else if (element == "cellXfs") {
      in_cell_formats = true;
    } else if (element == "xf" && in_cell_formats) {
      const int number = static_cast<int>(whole(attributes.get("numFmtId")));
      const auto found = custom.find(number);
      cell_formats.push_back(found != custom.end() ? found->second : built_in_format(number));
    }
  }
  void end(std::string_view element) override {
    if (element == "cellXfs") in_cell_formats = false;
  }
  void text(std::string_view) override {}
};

// Characters that XML cannot hold are written _xHHHH_ (ECMA-376 part 1, 22.9.2.19).
std::string unescaped(std::string text) {
  for (std::size_t at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
    unsigned code = 0;
    if (at + 7 > text.size() || text[at + 6] != '_') continue;
    const char* digits = text.data() + at + 2;
    const auto [end, error] = std::from_chars(digits, digits + 4, code, 16);
    if (error != std::errc() || end != digits + 4 || code == 0 || code >= 0x80) continue;
    text.replace(at, 7, 1, static_cast<char>(code));
  }
  return text;
}

// Texts of runs, without those that only tell how Japanese is read aloud.
class RunText {
 public:
  void start(std::string_view element) {
    if (element == "rPh") ++phonetic_;
    if (element == "t" && phonetic_ == 0) inside_ = true;
  }
  void end(std::string_view element) {
    if (element == "rPh" && phonetic_ > 0) --phonetic_;
    if (element == "t") inside_ = false;
  }
  void text(std::string_view characters) {
    if (inside_) text_ += characters;
  }
  std::string take() { return unescaped(std::exchange(text_, {})); }

 private:
  std::string text_;
  int phonetic_ = 0;
  bool inside_ = false;
};

struct SharedPart : XmlHandler {
  explicit SharedPart(const std::string& file) : name(file) {}

  const std::string& name;
  std::vector<std::string> strings;
  std::size_t bytes = 0;
  RunText run;

  void start(std::string_view element, const XmlAttributes&) override {
    if (element == "si") run.take();
    run.start(element);
  }
  void end(std::string_view element) override {
    run.end(element);
    if (element != "si") return;
    strings.push_back(run.take());
    bytes += strings.back().size() + sizeof(std::string);
    if (bytes > kMaxSharedBytes) damaged("the workbook holds more text than fits into memory", name);
  }
  void text(std::string_view characters) override { run.text(characters); }
};

struct Parts {
  WorkbookPart workbook;
  StylesPart styles;
  std::vector<std::string> shared;
};

class SheetPart : public XmlHandler {
 public:
  SheetPart(const Parts& parts, SheetWriter& writer, const std::string& name) : parts_(parts), writer_(writer), name_(name) {}

  void start(std::string_view element, const XmlAttributes& attributes) override {
    if (element == "row") {
      const std::string_view number = attributes.get("r");
      row_ = number.empty() ? row_ + 1 : whole(number);
      column_ = 0;
      if (row_ == 0) damaged("a row of the sheet has no good number", name_);
    } else if (element == "c") {
      const std::string_view reference = attributes.get("r");
      if (!reference.empty()) column_ = column_of(reference);
      kind_ = attributes.get("t");
      style_ = whole(attributes.get("s"));
      value_.clear();
      run_.take();
    } else if (element == "v") {
      in_value_ = true;
    } else {
      run_.start(element);
    }
  }

  void end(std::string_view element) override {
    if (element == "row") {
      writer_.end_row(row_);
    } else if (element == "c") {
      writer_.set(column_++, cell_text());
    } else if (element == "v") {
      in_value_ = false;
    } else {
      run_.end(element);
    }
  }

  void text(std::string_view characters) override {
    if (in_value_) value_ += characters;
    run_.text(characters);
  }

 private:
  [[nodiscard]] std::uint64_t column_of(std::string_view reference) const {
    std::uint64_t column = 0;
    for (const char c : reference) {
      const char upper = static_cast<char>(c & ~0x20);
      if (upper < 'A' || upper > 'Z') break;
      column = column * 26 + static_cast<std::uint64_t>(upper - 'A' + 1);
      if (column > kMaxColumns) break;
    }
    if (column == 0 || column > kMaxColumns) damaged(fmt::format("a cell has no good address ('{}')", reference.substr(0, 20)), name_);
    return column - 1;
  }

  std::string cell_text() {
    if (kind_ == "inlineStr") return run_.take();
    if (value_.empty()) return {};
    if (kind_ == "s") {
      const auto number = core::parse_integer(value_);
      if (!number || *number < 0 || static_cast<std::size_t>(*number) >= parts_.shared.size())
        damaged(fmt::format("a cell in row {} points at a text the workbook does not hold", row_), name_);
      return parts_.shared[static_cast<std::size_t>(*number)];
    }
    if (kind_ == "b") return is_true(value_) ? "TRUE" : "FALSE";
    if (kind_ == "str") return unescaped(value_);
    if (kind_ == "e") return value_;
    if (kind_ == "d") return iso_text();
    const auto number = core::parse_number(value_);
    if (!number) return value_;
    return formatted_text(*number, style_ < parts_.styles.cell_formats.size() ? parts_.styles.cell_formats[style_] : NumberFormat{}, parts_.workbook.from_1904);
  }

  // A date as ISO 8601: without a time of midnight.
  [[nodiscard]] std::string iso_text() const {
    const std::size_t t = value_.find('T');
    if (t == std::string::npos) return value_;
    const std::string clock = value_.substr(t + 1, 8);
    return clock == "00:00:00" || clock.empty() ? value_.substr(0, t) : value_.substr(0, t) + " " + clock;
  }

  const Parts& parts_;
  SheetWriter& writer_;
  const std::string& name_;
  std::uint64_t row_ = 0, column_ = 0, style_ = 0;
  std::string kind_, value_;
  RunText run_;
  bool in_value_ = false;
};

// A relation's target seen from the workbook's folder, as a name inside the zip file.
std::string resolve(const std::string& folder, const std::string& target) {
  if (!target.empty() && target[0] == '/') return target.substr(1);
  return (std::filesystem::path(folder) / target).lexically_normal().generic_string();
}

}  // namespace

SheetText read_xlsx(const Zip& zip, const std::string& name, const std::string& wanted, const std::filesystem::path& scratch, Allowance& allowance) {
  RelationsPart top;
  if (zip.has("_rels/.rels")) read_part(zip, "_rels/.rels", name, allowance, top);
  std::string workbook_member = "xl/workbook.xml";
  for (const auto& [id, relation] : top.relations)
    if (relation.kind == "officeDocument") workbook_member = resolve("", relation.target);
  const std::filesystem::path workbook_path(workbook_member);
  const std::string folder = workbook_path.parent_path().generic_string();
  const std::string file = workbook_path.filename().string();

  Parts parts;
  read_part(zip, workbook_member, name, allowance, parts.workbook);
  RelationsPart relations;
  read_part(zip, resolve(folder, "_rels/" + file + ".rels"), name, allowance, relations);
  for (const auto& [id, relation] : relations.relations) {
    const std::string member = resolve(folder, relation.target);
    if (relation.kind == "styles" && zip.has(member)) read_part(zip, member, name, allowance, parts.styles);
    if (relation.kind == "sharedStrings" && zip.has(member)) {
      SharedPart shared(name);
      read_part(zip, member, name, allowance, shared);
      parts.shared = std::move(shared.strings);
    }
  }

  // Sheets that hold only a chart have no cells to offer.
  std::vector<SheetEntry> sheets;
  std::vector<std::string> members;
  for (const auto& sheet : parts.workbook.sheets) {
    const auto relation = relations.relations.find(sheet.relation);
    if (relation == relations.relations.end() || relation->second.kind != "worksheet") continue;
    sheets.push_back(sheet.entry);
    members.push_back(resolve(folder, relation->second.target));
  }
  SheetText result;
  const std::size_t index = choose_sheet(sheets, wanted, name, result.notes);
  result.sheet = sheets[index].name;
  const std::string sheet_name = name + "#" + result.sheet;
  SheetWriter writer(sheet_name);
  SheetPart part(parts, writer, sheet_name);
  read_part(zip, members[index], name, allowance, part);
  result.path = writer.write(scratch, allowance);
  return result;
}

}  // namespace dmp::intake::containers
