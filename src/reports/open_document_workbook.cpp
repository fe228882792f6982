#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/number.hpp"
#include "core/period.hpp"
#include "reports/html.hpp"
#include "reports/workbook.hpp"
#include "reports/zip_writer.hpp"

namespace dmp::reports {
namespace {

constexpr const char* kType = "application/vnd.oasis.opendocument.spreadsheet";
constexpr std::size_t kBlock = 1 << 20;
constexpr std::size_t kHeaderRow = 5;  // as people count rows

constexpr const char* kSpaces =
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" "
    "xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\"";

/// Column 0 is "A", 27 is "AB".
std::string column_name(std::size_t column) {
  std::string name(1, static_cast<char>('A' + column % 26));
  return column < 26 ? name : column_name(column / 26 - 1) + name;
}

std::string cell_styles() {
  std::string styles;
  for (int decimals = 0; decimals <= 4; ++decimals)
    styles += fmt::format("<number:number-style style:name=\"d{0}\"><number:number number:decimal-places=\"{0}\" number:min-decimal-places=\"{0}\" number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>"
                          "<style:style style:name=\"n{0}\" style:family=\"table-cell\" style:parent-style-name=\"Default\" style:data-style-name=\"d{0}\"/>", decimals);
  styles += "<number:date-style style:name=\"dd\"><number:year number:style=\"long\"/><number:text>-</number:text><number:month number:style=\"long\"/><number:text>-</number:text><number:day number:style=\"long\"/></number:date-style>"
            "<style:style style:name=\"date\" style:family=\"table-cell\" style:parent-style-name=\"Default\" style:data-style-name=\"dd\"/>"
            "<style:style style:name=\"mark\" style:family=\"table-cell\" style:parent-style-name=\"Default\"><style:paragraph-properties fo:text-align=\"end\"/></style:style>"
            "<style:style style:name=\"wrap\" style:family=\"table-cell\" style:parent-style-name=\"Default\"><style:table-cell-properties fo:wrap-option=\"wrap\" style:vertical-align=\"top\"/></style:style>"
            "<style:style style:name=\"bold\" style:family=\"table-cell\" style:parent-style-name=\"Heading_20_2\"/>"
            "<style:style style:name=\"title\" style:family=\"table-cell\" style:parent-style-name=\"Heading_20_1\"/>"
            "<style:style style:name=\"head\" style:family=\"table-cell\" style:parent-style-name=\"Default\"><style:table-cell-properties fo:wrap-option=\"wrap\" style:vertical-align=\"top\" fo:border-bottom=\"1.5pt solid #0b0c0c\"/>"
            "<style:text-properties fo:font-weight=\"bold\"/></style:style>";
  for (const auto& [name, width] : {std::pair("w1", "2.6cm"), std::pair("w2", "4.5cm"), std::pair("w3", "8cm"), std::pair("w4", "17cm")})
    styles += fmt::format("<style:style style:name=\"{}\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"{}\"/></style:style>", name, width);
  return styles;
}

class OpenDocumentWorkbook : public Workbook {
 public:
  explicit OpenDocumentWorkbook(std::filesystem::path file) : file_(std::move(file)) {}

  void set_properties(const Edition& edition) override {
    const auto day = core::parse_day(edition.period_end);
    const std::string date = day ? edition.period_end : "2000-01-01";
    // The end of the data's period, never the day of the run: equal data give equal bytes.
    zip_.emplace(file_, file_, day ? day->since_epoch : 10957);
    zip_->add("mimetype", kType, false);
    zip_->add("META-INF/manifest.xml", fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">"
                                                  "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"{}\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
                                                  "<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>", kType));
    zip_->add("meta.xml", fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta {}><office:meta><meta:generator>Drug Market Profiler {}</meta:generator><dc:title>{}: data pack</dc:title><dc:subject>Edition {}</dc:subject>"
                                     "<dc:creator>{}</dc:creator><dc:date>{}T00:00:00</dc:date><dc:language>en-GB</dc:language></office:meta></office:document-meta>",
                                     kSpaces, escaped(edition.engine_version), escaped(edition.title), escaped(edition.id), escaped(edition.organisation), date));
    zip_->add("styles.xml", fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles {}><office:styles><style:default-style style:family=\"table-cell\"><style:text-properties fo:font-family=\"Arial\" fo:font-size=\"11pt\" fo:language=\"en\" fo:country=\"GB\"/>"
                                       "</style:default-style><style:style style:name=\"Default\" style:family=\"table-cell\"/><style:style style:name=\"Heading_20_1\" style:display-name=\"Heading 1\" style:family=\"table-cell\" style:parent-style-name=\"Default\">"
                                       "<style:text-properties fo:font-size=\"16pt\" fo:font-weight=\"bold\"/></style:style><style:style style:name=\"Heading_20_2\" style:display-name=\"Heading 2\" style:family=\"table-cell\" style:parent-style-name=\"Default\">"
                                       "<style:text-properties fo:font-weight=\"bold\"/></style:style></office:styles></office:document-styles>", kSpaces));
    zip_->begin("content.xml");
    out_ = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content {}><office:automatic-styles>{}</office:automatic-styles><office:body><office:spreadsheet>", kSpaces, cell_styles());
  }

  void add_text(const char* name, const std::string& title, const std::vector<std::string>& lines) override {
    begin_sheet(name, {"w4"});
    text_row(title, "title");
    for (const std::string& line : lines) text_row(line.starts_with('#') ? line.substr(1) : line, line.starts_with('#') ? "bold" : "wrap");
    out_ += "</table:table>";
    flush(false);
  }

  void add_contents(const std::vector<Table>& tables) override {
    begin_sheet("Contents", {"w3", "w4"});
    text_row("Contents", "title");
    text_row("This worksheet contains one table: the worksheets of this file.", "wrap");
    header_row({"Worksheet", "What it holds"});
    const auto entries = contents_entries(tables);
    for (const auto& [sheet, title] : entries) {
      out_ += "<table:table-row>";
      link_cell(sheet, sheet);
      text_cell(title, "wrap");
      out_ += "</table:table-row>";
    }
    out_ += "</table:table>";
    mark_as_table("Contents", 3, entries.size(), 2);
  }

  void add_table(const Table& table) override {
    std::vector<std::string> widths;
    for (const std::string& header : table.headers) widths.emplace_back(header.size() > 11 ? "w2" : "w1");
    widths.front() = "w3";
    begin_sheet(table.sheet, widths);
    text_row(table.title, "title");
    text_row(table.description, "");
    text_row(kMarksLine, "");
    out_ += "<table:table-row>";
    link_cell("Contents", "Back to contents");
    out_ += "</table:table-row>";
    header_row(table.headers);
    for (std::size_t i = 0; i < table.rows; ++i) {
      out_ += "<table:table-row>";
      for (const Cell& cell : table.row(i)) write(cell);
      out_ += "</table:table-row>";
      flush(false);
    }
    out_ += "</table:table>";
    mark_as_table(table.sheet, kHeaderRow, table.rows, table.headers.size());
  }

  void close(const std::filesystem::path&) override {
    out_ += "<table:database-ranges>" + ranges_ + "</table:database-ranges></office:spreadsheet></office:body></office:document-content>";
    flush(true);
    zip_->end();
    zip_->close();
  }

 private:
  void flush(bool all) {
    if (!all && out_.size() < kBlock) return;
    zip_->append(out_);
    out_.clear();
  }

  void begin_sheet(const std::string& name, const std::vector<std::string>& widths) {
    out_ += "<table:table table:name=\"" + escaped(name) + "\">";
    for (const std::string& width : widths) out_ += "<table:table-column table:style-name=\"" + width + "\"/>";
  }
  void text_cell(const std::string& text, std::string_view style) {
    out_ += "<table:table-cell";
    if (!style.empty()) out_ += fmt::format(" table:style-name=\"{}\"", style);
    out_ += " office:value-type=\"string\"><text:p>" + escaped(text) + "</text:p></table:table-cell>";
  }
  void text_row(const std::string& text, std::string_view style) {
    out_ += "<table:table-row>";
    text_cell(text, style);
    out_ += "</table:table-row>";
  }
  void link_cell(const std::string& sheet, const std::string& text) {
    out_ += fmt::format("<table:table-cell office:value-type=\"string\"><text:p><text:a xlink:type=\"simple\" xlink:href=\"#{}.A1\">{}</text:a></text:p></table:table-cell>", escaped(sheet), escaped(text));
  }
  void header_row(const std::vector<std::string>& headers) {
    out_ += "<table:table-header-rows><table:table-row>";
    for (const std::string& header : headers) text_cell(header, "head");
    out_ += "</table:table-row></table:table-header-rows>";
  }
  /// A text is always written as a text: none can become a formula.
  void write(const Cell& cell) {
    if (const auto* number = std::get_if<Number>(&cell)) {
      const int decimals = std::clamp(number->decimals, 0, 4);
      out_ += fmt::format("<table:table-cell table:style-name=\"n{}\" office:value-type=\"float\" office:value=\"{}\"><text:p>{:.{}f}</text:p></table:table-cell>", decimals, core::exact_text(number->value), number->value, decimals);
    } else if (const auto* date = std::get_if<Date>(&cell)) {
      if (!core::parse_day(date->text)) return text_cell(date->text, "");
      out_ += fmt::format("<table:table-cell table:style-name=\"date\" office:value-type=\"date\" office:date-value=\"{0}\"><text:p>{0}</text:p></table:table-cell>", date->text);
    } else {
      const auto& text = std::get<std::string>(cell);
      text_cell(text, text == "[c]" || text == "[x]" || text == "[z]" ? "mark" : "");
    }
  }
  void mark_as_table(const std::string& sheet, std::size_t header, std::size_t rows, std::size_t columns) {
    std::string name = "table_" + sheet;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    ranges_ += fmt::format("<table:database-range table:name=\"{0}\" table:target-range-address=\"${1}.$A${2}:${1}.${3}${4}\" table:contains-header=\"true\"/>", escaped(name), escaped(sheet), header, column_name(columns - 1), header + rows);
    flush(false);
  }

  std::filesystem::path file_;
  std::optional<ZipWriter> zip_;
  std::string out_, ranges_;
};

}  // namespace

std::unique_ptr<Workbook> open_document_workbook(const std::filesystem::path& file) { return std::make_unique<OpenDocumentWorkbook>(file); }

}  // namespace dmp::reports
