#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include "core/errors.hpp"
#include "core/period.hpp"
#include "reports/workbook.hpp"

namespace dmp::reports {
namespace {

constexpr lxw_row_t kHeaderRow = 4;

class ExcelWorkbook : public Workbook {
 public:
  explicit ExcelWorkbook(const std::string& file) : workbook_(workbook_new(file.c_str())) {
    if (!workbook_) throw core::UserError(core::ErrorKind::resource, "the data pack cannot be written", {file}, "free some memory and run it again");
    title_ = format([](lxw_format* f) { format_set_bold(f), format_set_font_size(f, 16); });
    heading_ = format([](lxw_format* f) {
      format_set_bold(f), format_set_text_wrap(f), format_set_align(f, LXW_ALIGN_VERTICAL_TOP), format_set_bottom(f, LXW_BORDER_MEDIUM);
    });
    bold_ = format([](lxw_format* f) { format_set_bold(f), format_set_align(f, LXW_ALIGN_VERTICAL_TOP); });
    wrapped_ = format([](lxw_format* f) { format_set_text_wrap(f), format_set_align(f, LXW_ALIGN_VERTICAL_TOP); });
    mark_ = format([](lxw_format* f) { format_set_align(f, LXW_ALIGN_RIGHT); });
    date_ = format([](lxw_format* f) { format_set_num_format(f, "yyyy-mm-dd"); });
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      const std::string pattern = i == 0 ? "#,##0" : "#,##0." + std::string(i, '0');
      numbers_[i] = format([&](lxw_format* f) { format_set_num_format(f, pattern.c_str()); });
    }
  }
  ~ExcelWorkbook() override {
    if (workbook_) workbook_close(workbook_);
  }
  ExcelWorkbook(const ExcelWorkbook&) = delete;
  ExcelWorkbook& operator=(const ExcelWorkbook&) = delete;

  void set_properties(const Edition& edition) override {
    lxw_doc_properties properties{};
    // The library takes texts that it could change, but does not.
    std::string title = edition.title + ": data pack", organisation = edition.organisation, subject = "Edition " + edition.id,
                comments = "Made with Drug Market Profiler " + edition.engine_version;
    properties.title = title.data();
    properties.subject = subject.data();
    properties.author = organisation.data();
    properties.company = organisation.data();
    properties.comments = comments.data();
    // The end of the data's period, never the day of the run: equal data give equal bytes.
    const auto day = core::parse_day(edition.period_end);
    properties.created = static_cast<std::time_t>(day && day->since_epoch > 0 ? day->since_epoch : 10957) * 86400;
    workbook_set_properties(workbook_, &properties);
  }

  /// A sheet of text: a title, then lines in one wide column; a line that begins with '#' is a heading.
  void add_text(const char* name, const std::string& title, const std::vector<std::string>& lines) override {
    lxw_worksheet* sheet = workbook_add_worksheet(workbook_, name);
    worksheet_set_column(sheet, 0, 0, 100, nullptr);
    worksheet_write_string(sheet, 0, 0, title.c_str(), title_);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const bool heading = !lines[i].empty() && lines[i].front() == '#';
      worksheet_write_string(sheet, static_cast<lxw_row_t>(i + 1), 0, lines[i].c_str() + heading, heading ? bold_ : wrapped_);
    }
    worksheet_fit_to_pages(sheet, 1, 0);
  }

  /// The list of the sheets, each linked.
  void add_contents(const std::vector<Table>& tables) override {
    lxw_worksheet* sheet = workbook_add_worksheet(workbook_, "Contents");
    worksheet_set_column(sheet, 0, 0, 24, nullptr);
    worksheet_set_column(sheet, 1, 1, 90, nullptr);
    worksheet_write_string(sheet, 0, 0, "Contents", title_);
    worksheet_write_string(sheet, 1, 0, "This worksheet contains one table: the worksheets of this file.", nullptr);
    const auto entries = contents_entries(tables);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto row = static_cast<lxw_row_t>(i + 3);
      worksheet_write_url(sheet, row, 0, fmt::format("internal:'{}'!A1", entries[i].first).c_str(), nullptr);
      worksheet_write_string(sheet, row, 0, entries[i].first.c_str(), nullptr);
      worksheet_write_string(sheet, row, 1, entries[i].second.c_str(), nullptr);
    }
    mark_as_table(sheet, "table_contents", 2, entries.size(), {"Worksheet", "What it holds"});
  }

  void add_table(const Table& table) override {
    lxw_worksheet* sheet = workbook_add_worksheet(workbook_, table.sheet.c_str());
    worksheet_write_string(sheet, 0, 0, table.title.c_str(), title_);
    worksheet_write_string(sheet, 1, 0, table.description.c_str(), nullptr);
    worksheet_write_string(sheet, 2, 0, kMarksLine, nullptr);
    worksheet_write_url(sheet, 3, 0, "internal:'Contents'!A1", nullptr);
    worksheet_write_string(sheet, 3, 0, "Back to contents", nullptr);
    std::vector<std::size_t> widths;
    for (const std::string& header : table.headers) widths.push_back(std::min<std::size_t>(width_of(header) + 3, 16));
    for (std::size_t i = 0; i < table.rows; ++i) {
      const Cells cells = table.row(i);
      for (std::size_t column = 0; column < cells.size(); ++column) {
        const std::size_t width = write(sheet, static_cast<lxw_row_t>(kHeaderRow + 1 + i), static_cast<lxw_col_t>(column), cells[column]);
        widths[column] = std::max(widths[column], std::min<std::size_t>(width + 2, 60));
      }
    }
    for (std::size_t column = 0; column < widths.size(); ++column) {
      worksheet_set_column(sheet, static_cast<lxw_col_t>(column), static_cast<lxw_col_t>(column), static_cast<double>(widths[column]), nullptr);
    }
    std::string name = "table_" + table.sheet;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    mark_as_table(sheet, name, kHeaderRow, table.rows, table.headers);
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, kHeaderRow, kHeaderRow);
  }

  void close(const std::filesystem::path& file) override {
    const lxw_error error = workbook_close(workbook_);
    workbook_ = nullptr;
    if (error != LXW_NO_ERROR) {
      throw core::UserError(core::ErrorKind::resource, fmt::format("the data pack cannot be written: {}", lxw_strerror(error)), {file.string()},
                            "check the disk and run it again");
    }
  }

 private:
  template <typename Setter>
  lxw_format* format(Setter set) {
    lxw_format* made = workbook_add_format(workbook_);
    set(made);
    return made;
  }

  /// Writes the cell and gives its width in characters. A text is always written as a text: none can become a formula.
  std::size_t write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Cell& cell) {
    if (const auto* number = std::get_if<Number>(&cell)) {
      worksheet_write_number(sheet, row, column, number->value, numbers_[static_cast<std::size_t>(std::clamp(number->decimals, 0, 4))]);
      return fmt::format("{:.{}f}", number->value, std::max(number->decimals, 0)).size() + 3;
    }
    if (const auto* date = std::get_if<Date>(&cell)) {
      const auto day = core::parse_day(date->text);
      if (!day || day->since_epoch < 0) return write(sheet, row, column, Cell(date->text));
      worksheet_write_number(sheet, row, column, day->since_epoch + 25569, date_);  // 25569: 1 January 1970 as Excel counts days
      return 10;
    }
    const auto& text = std::get<std::string>(cell);
    const bool sign = text == "[c]" || text == "[x]" || text == "[z]";
    worksheet_write_string(sheet, row, column, text.c_str(), sign ? mark_ : nullptr);
    return width_of(text);
  }

  void mark_as_table(lxw_worksheet* sheet, std::string name, lxw_row_t header, std::size_t rows, std::vector<std::string> headers) {
    std::vector<lxw_table_column> columns(headers.size());
    std::vector<lxw_table_column*> pointers;
    for (std::size_t i = 0; i < headers.size(); ++i) {
      columns[i].header = headers[i].data();
      columns[i].header_format = heading_;
      pointers.push_back(&columns[i]);
    }
    pointers.push_back(nullptr);
    lxw_table_options options{};
    options.name = name.data();
    options.columns = pointers.data();
    options.style_type = LXW_TABLE_STYLE_TYPE_LIGHT;
    options.style_type_number = 1;
    options.no_banded_rows = LXW_TRUE;
    worksheet_add_table(sheet, header, 0, header + static_cast<lxw_row_t>(rows), static_cast<lxw_col_t>(headers.size() - 1), &options);
  }

  lxw_workbook* workbook_;
  lxw_format *title_, *heading_, *bold_, *wrapped_, *mark_, *date_;
  std::array<lxw_format*, 5> numbers_{};
};

}  // namespace

std::unique_ptr<Workbook> excel_workbook(const std::filesystem::path& file) { return std::make_unique<ExcelWorkbook>(file.string()); }

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::pair<std::string, std::string>> contents_entries(const std::vector<Table>& tables) {
  std::vector<std::pair<std::string, std::string>> entries = {{"Notes", "Marks, methods and how to use the tables"}};
  for (const Table& table : tables) entries.emplace_back(table.sheet, table.title);
  return entries;
}

}  // namespace dmp::reports
