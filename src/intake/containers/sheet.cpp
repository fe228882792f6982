#include "intake/containers/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/errors.hpp"
#include "core/number.hpp"
#include "intake/containers/scratch_file.hpp"

namespace dmp::intake::containers {
namespace {

// A sheet is gathered in memory; spreadsheet programs themselves give up before this.
constexpr std::size_t kMaxMemory = std::size_t{2} << 30;

std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != ' ') result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
}

void append_csv(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

[[noreturn]] void too_large(const std::string& name) {
  throw core::UserError(core::ErrorKind::data, "the sheet is larger than a spreadsheet program can show", core::Place{name},
                        "check where it comes from; export the table as csv");
}

}  // namespace

std::size_t choose_sheet(const std::vector<SheetEntry>& sheets, const std::string& wanted, const std::string& name, core::Issues& notes) {
  if (sheets.empty())
    throw core::UserError(core::ErrorKind::data, "the workbook has no sheet with cells", core::Place{name}, "save it again with a table in it");
  if (wanted.empty()) {
    const auto shown = [](const SheetEntry& sheet) { return !sheet.hidden; };
    const auto first = std::find_if(sheets.begin(), sheets.end(), shown);
    const std::size_t index = first == sheets.end() ? 0 : static_cast<std::size_t>(first - sheets.begin());
    if (std::count_if(sheets.begin(), sheets.end(), shown) > 1) {
      core::Issue issue;
      issue.file = name;
      issue.rule = "sheet chosen";
      issue.severity = core::Severity::note;
      issue.text = fmt::format("read the first of {} sheets, '{}'; name another with sheet in the source's format", sheets.size(), sheets[index].name);
      notes.push_back(std::move(issue));
    }
    return index;
  }
  for (std::size_t i = 0; i < sheets.size(); ++i)
    if (sheets[i].name == wanted) return i;
  for (std::size_t i = 0; i < sheets.size(); ++i)
    if (folded(sheets[i].name) == folded(wanted)) return i;
  if (const auto number = core::parse_integer(wanted); number && *number >= 1 && static_cast<std::size_t>(*number) <= sheets.size())
    return static_cast<std::size_t>(*number - 1);
  std::string there;
  for (std::size_t i = 0; i < sheets.size() && i < 20; ++i) there += fmt::format("{}'{}'", i ? ", " : "", sheets[i].name);
  throw core::UserError(core::ErrorKind::usage, fmt::format("the workbook has no sheet '{}'", wanted), core::Place{name},
                        fmt::format("name one of its {} sheets: {}", sheets.size(), there));
}

void SheetWriter::set(std::uint64_t column, std::string text) {
  if (column >= kMaxColumns) too_large(name_);
  if (blank(text)) return;
  if (cells_.size() <= column) cells_.resize(column + 1);
  cells_[column] = std::move(text);
}

void SheetWriter::end_row(std::uint64_t row, std::uint64_t repeat) {
  if (cells_.empty()) return;
  if (row <= last_row_)
    throw core::UserError(core::ErrorKind::data, fmt::format("the sheet's row {} comes after row {}", row, last_row_), core::Place{name_, row},
                          "open the file in a spreadsheet program and save it again");
  if (repeat > kMaxRows || row + repeat - 1 > kMaxRows) too_large(name_);
  width_ = std::max(width_, static_cast<std::uint32_t>(cells_.size()));
  const std::size_t start = body_.size();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (i) body_ += ',';
    append_csv(body_, cells_[i]);
  }
  const std::size_t length = body_.size() - start;
  for (std::uint64_t i = 0; i < repeat; ++i) {
    if (i) body_.append(body_, start, length);
    if (body_.size() > kMaxMemory) too_large(name_);
    rows_.push_back({body_.size(), row + i, static_cast<std::uint32_t>(cells_.size())});
  }
  last_row_ = row + repeat - 1;
  cells_.clear();
}

std::filesystem::path SheetWriter::write(const std::filesystem::path& scratch, Allowance& allowance) {
  ScratchFile out(scratch, ".csv");
  std::uint64_t next = 1;
  std::size_t start = 0;
  std::string line;
  for (const Row& row : rows_) {
    line.assign(row.row - next, '\n');
    line.append(body_, start, row.end - start);
    line.append(width_ - row.columns, ',');
    line += '\n';
    allowance.take(line.size(), name_);
    out.write(line);
    start = row.end;
    next = row.row + 1;
  }
  return out.finish();
}

std::string number_text(double value) {
  if (std::isfinite(value) && std::fabs(value) < 1e15 && value == std::trunc(value)) return fmt::format("{}", static_cast<long long>(value));
  return core::exact_text(value);
}

std::string percent_text(double value) {
  // 15 digits are what a spreadsheet program calculates with when it shows a number.
  const double shown = std::strtod(fmt::format("{:.15g}", value * 100).c_str(), nullptr);
  return number_text(shown) + "%";
}

}  // namespace dmp::intake::containers
