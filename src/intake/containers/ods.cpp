#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "core/number.hpp"
#include "intake/containers/workbook.hpp"
#include "intake/containers/xml.hpp"

namespace dmp::intake::containers {
namespace {

constexpr const char* kContent = "content.xml";

std::uint64_t repeats(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && value > 0 ? value : 1;
}

// Sheets are the tables that lie directly in the spreadsheet; tables also stand in recorded changes, links and drawings.
class SheetTracker : public XmlHandler {
 public:
  void start(std::string_view element, const XmlAttributes& attributes) override {
    ++depth_;
    if (element == "spreadsheet" && spreadsheet_depth_ == 0) {
      spreadsheet_depth_ = depth_;
    } else if (element == "table" && sheet_depth_ == 0 && spreadsheet_depth_ != 0 && depth_ == spreadsheet_depth_ + 1) {
      sheet_depth_ = depth_;
      sheet(attributes);
    } else if (sheet_depth_ != 0) {
      inside(element, attributes);
    }
  }
  void end(std::string_view element) override {
    if (sheet_depth_ != 0 && depth_ == sheet_depth_) {
      sheet_depth_ = 0;
    } else if (sheet_depth_ != 0) {
      leave(element);
    }
    --depth_;
  }
  void text(std::string_view characters) override {
    if (sheet_depth_ != 0) inside_text(characters);
  }

 protected:
  virtual void sheet(const XmlAttributes& attributes) = 0;
  virtual void inside(std::string_view, const XmlAttributes&) {}
  virtual void leave(std::string_view) {}
  virtual void inside_text(std::string_view) {}

 private:
  std::uint64_t depth_ = 0, spreadsheet_depth_ = 0, sheet_depth_ = 0;
};

class SheetNames : public SheetTracker {
 public:
  std::vector<SheetEntry> sheets;

 protected:
  void sheet(const XmlAttributes& attributes) override { sheets.push_back({std::string(attributes.get("name")), false}); }
};

// "PT26H30M05S" as "26:30:05".
std::string duration_text(std::string_view text) {
  unsigned hours = 0, minutes = 0, seconds = 0, number = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9' && number < 100'000'000) number = number * 10 + static_cast<unsigned>(c - '0');
    if (c == 'H') hours = std::exchange(number, 0);
    if (c == 'M') minutes = std::exchange(number, 0);
    if (c == 'S' || c == '.') {
      seconds = number;
      break;
    }
  }
  return fmt::format("{:02}:{:02}:{:02}", hours, minutes, seconds);
}

class SheetCells : public SheetTracker {
 public:
  SheetCells(std::size_t wanted, SheetWriter& writer) : wanted_(wanted), writer_(writer) {}

 protected:
  void sheet(const XmlAttributes&) override {
    active_ = seen_++ == wanted_;
  }

  void inside(std::string_view element, const XmlAttributes& attributes) override {
    if (!active_) return;
    if (in_cell_) {
      start_in_cell(element, attributes);
    } else if (element == "table-row") {
      row_repeat_ = repeats(attributes.get("number-rows-repeated"));
      column_ = 0;
    } else if (element == "table-cell" || element == "covered-table-cell") {
      in_cell_ = true;
      depth_in_cell_ = skipped_ = 0;
      paragraphs_ = 0;
      text_.clear();
      column_repeat_ = repeats(attributes.get("number-columns-repeated"));
      value_ = typed_value(attributes);
    }
  }

  void leave(std::string_view element) override {
    if (!active_) return;
    if (in_cell_ && depth_in_cell_ > 0) {
      --depth_in_cell_;
      if (skipped_ > depth_in_cell_) skipped_ = 0;
    } else if (in_cell_) {
      in_cell_ = false;
      finish_cell();
    } else if (element == "table-row") {
      writer_.end_row(row_, row_repeat_);
      row_ += row_repeat_;
    }
  }

  void inside_text(std::string_view characters) override {
    if (active_ && in_cell_ && skipped_ == 0 && paragraphs_ > 0 && depth_in_cell_ > 0) text_ += characters;
  }

 private:
  void start_in_cell(std::string_view element, const XmlAttributes& attributes) {
    ++depth_in_cell_;
    if (skipped_ != 0) return;
    // Comments, drawings and tables inside a cell are not its text.
    if (element == "annotation" || element == "frame" || element == "custom-shape" || element == "table" || element == "ruby-text") {
      skipped_ = depth_in_cell_;
    } else if (element == "p" || element == "h") {
      if (paragraphs_++ > 0) text_ += '\n';
    } else if (element == "s") {
      text_.append(std::min<std::uint64_t>(repeats(attributes.get("c")), 1000), ' ');
    } else if (element == "tab") {
      text_ += '\t';
    } else if (element == "line-break") {
      text_ += '\n';
    }
  }

  // The value as stored, where the cell is no text.
  static std::optional<std::string> typed_value(const XmlAttributes& attributes) {
    const std::string_view type = attributes.get("value-type");
    if (type == "float" || type == "currency" || type == "percentage") {
      const auto number = core::parse_number(attributes.get("value"));
      if (!number) return std::nullopt;
      return type == "percentage" ? percent_text(*number) : number_text(*number);
    }
    if (type == "date") {
      std::string date(attributes.get("date-value"));
      const std::size_t t = date.find('T');
      if (t != std::string::npos) date = date.compare(t + 1, 8, "00:00:00") == 0 ? date.substr(0, t) : date.substr(0, t) + " " + date.substr(t + 1, 8);
      return date;
    }
    if (type == "time") return duration_text(attributes.get("time-value"));
    if (type == "boolean") return attributes.get("boolean-value") == "true" ? "TRUE" : "FALSE";
    if (const std::string_view text = attributes.get("string-value"); !text.empty()) return std::string(text);
    return std::nullopt;
  }

  void finish_cell() {
    // An error such as #N/A is stored as the number 0 and shown as text.
    const bool error = value_ && *value_ == "0" && (text_.starts_with("#") || text_.starts_with("Err:"));
    const std::string& shown = value_ && !error ? *value_ : text_;
    if (shown.empty()) {
      column_ += column_repeat_;
      return;
    }
    // A repeated cell wider than any sheet is refused by the writer at the first column too many.
    for (std::uint64_t i = 0; i < column_repeat_; ++i) writer_.set(column_ + i, shown);
    column_ += column_repeat_;
  }

  std::size_t wanted_, seen_ = 0;
  SheetWriter& writer_;
  bool active_ = false, in_cell_ = false;
  std::uint64_t row_ = 1, row_repeat_ = 1, column_ = 0, column_repeat_ = 1, depth_in_cell_ = 0, skipped_ = 0, paragraphs_ = 0;
  std::string text_;
  std::optional<std::string> value_;
};

void read_content(const Zip& zip, const std::string& name, Allowance& allowance, XmlHandler& handler) {
  XmlReader reader(handler, name + "!" + kContent);
  zip.read(kContent, allowance, [&](std::string_view bytes) {
    reader.feed(bytes);
    return true;
  });
  reader.finish();
}

// The manifest of a file saved with a password says how each member was encrypted.
struct EncryptionSeeker : XmlHandler {
  bool encrypted = false;
  void start(std::string_view element, const XmlAttributes&) override { encrypted |= element == "encryption-data"; }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

void require_no_password(const Zip& zip, const std::string& name, Allowance& allowance) {
  constexpr const char* kManifest = "META-INF/manifest.xml";
  if (!zip.has(kManifest)) return;
  EncryptionSeeker seeker;
  XmlReader reader(seeker, name + "!" + kManifest);
  zip.read(kManifest, allowance, [&](std::string_view bytes) {
    reader.feed(bytes);
    return true;
  });
  if (seeker.encrypted)
    throw core::UserError(core::ErrorKind::data, "the workbook is protected with a password", core::Place{name}, "save it again without a password");
}

}  // namespace

SheetText read_ods(const Zip& zip, const std::string& name, const std::string& wanted, const std::filesystem::path& scratch, Allowance& allowance) {
  require_no_password(zip, name, allowance);
  SheetNames names;
  read_content(zip, name, allowance, names);
  SheetText result;
  const std::size_t index = choose_sheet(names.sheets, wanted, name, result.notes);
  result.sheet = names.sheets[index].name;
  SheetWriter writer(name + "#" + result.sheet);
  SheetCells cells(index, writer);
  read_content(zip, name, allowance, cells);
  result.path = writer.write(scratch, allowance);
  return result;
}

}  // namespace dmp::intake::containers
