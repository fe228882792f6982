#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

#include "core/errors.hpp"
#include "intake/extract_stream.hpp"

namespace dmp::intake {
namespace {

constexpr std::size_t kHead = std::size_t{1} << 20;
constexpr std::size_t kHeaderSearched = 60;

struct Head {
  std::vector<char> bytes;
  std::size_t used = 0;
  bool whole = false;   ///< the head is all of the file
};

Head read_head(const OpenedTable& opened) {
  Head head;
  head.bytes.resize(kHead + Scanner::kPadding, 0);
  std::ifstream in(opened.text, std::ios::binary);
  if (!in) throw core::UserError(core::ErrorKind::resource, "the file cannot be opened", core::Place{opened.name}, "check that it exists and may be read");
  in.seekg(static_cast<std::streamoff>(opened.skip_bytes));
  in.read(head.bytes.data(), static_cast<std::streamsize>(kHead));
  head.used = static_cast<std::size_t>(in.gcount());
  head.whole = head.used < kHead;
  return head;
}

/// One of the first records: its cells, folded, and where it stands.
struct HeadRecord {
  std::vector<std::string> cells;
  std::uint64_t line = 0;
  std::size_t end = 0;
  std::uint64_t next_line = 0;
};

std::vector<HeadRecord> first_records(const Head& head, Dialect dialect, const OpenedTable& opened, std::size_t most = kHeaderSearched) {
  std::vector<HeadRecord> records;
  Scanner scanner({head.bytes.data(), head.used}, dialect, head.whole);
  Record record;
  std::string scratch;
  std::uint64_t line = opened.record_is_line ? opened.first_line : 1;
  while (records.size() < most && scanner.next(record) == RecordEnd::complete) {
    HeadRecord head_record;
    for (const Field& field : record.fields) head_record.cells.push_back(folded_header(cell_text(field, scratch)));
    head_record.line = line;
    line += opened.record_is_line ? 1 : record.line_ends;
    head_record.next_line = line;
    head_record.end = static_cast<std::size_t>(record.end - head.bytes.data());
    records.push_back(std::move(head_record));
  }
  return records;
}

/// How many of the needed columns a record names.
std::size_t needed_found(const HeadRecord& record, const std::vector<std::vector<std::string>>& needed) {
  std::vector<std::string> cells;
  for (const std::string& cell : record.cells) cells.push_back(lower_case(cell));
  return static_cast<std::size_t>(std::count_if(needed.begin(), needed.end(), [&](const auto& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return std::find(cells.begin(), cells.end(), name) != cells.end(); });
  }));
}

bool is_blank(const HeadRecord& record) {
  return std::all_of(record.cells.begin(), record.cells.end(), [](const std::string& cell) { return cell.empty(); });
}

/// Index of the header among the records: as the format says, else the first that names every needed column, else the
/// first that names most of them, else the first that is not blank. npos where there is no record.
std::size_t header_among(const std::vector<HeadRecord>& records, int wanted_line, const std::vector<std::vector<std::string>>& needed) {
  std::size_t best = static_cast<std::size_t>(-1), best_found = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (is_blank(records[i])) continue;
    if (wanted_line > 0) {
      if (records[i].line == static_cast<std::uint64_t>(wanted_line)) return i;
      continue;
    }
    const std::size_t found = needed_found(records[i], needed);
    if (best == static_cast<std::size_t>(-1) || found > best_found) {
      best = i;
      best_found = found;
    }
  }
  return best;
}

char find_delimiter(const Head& head, Dialect dialect, const OpenedTable& opened, const std::vector<std::vector<std::string>>& needed) {
  char best = ',';
  std::size_t best_score = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    dialect.delimiter = candidate;
    const auto records = first_records(head, dialect, opened);
    const std::size_t header = header_among(records, -1, needed);
    if (header == static_cast<std::size_t>(-1)) continue;
    const std::size_t score = needed_found(records[header], needed) * 10'000 + records[header].cells.size();
    if (score > best_score) {
      best_score = score;
      best = candidate;
    }
  }
  return best;
}

}  // namespace

FilePlan plan_file(const OpenedTable& opened, const catalogue::SourceDefinition& source, const catalogue::TableDefinition& table,
                   const MappingContext& context, int id) {
  FilePlan plan;
  plan.id = id;
  plan.name = opened.name;
  plan.text = opened.text;
  plan.bytes = std::filesystem::file_size(opened.text);
  plan.record_is_line = opened.record_is_line;
  plan.footer = source.format.footer;
  plan.skip_blank = source.format.skip_blank;
  const Head head = read_head(opened);
  const std::string_view text(head.bytes.data(), head.used);
  if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos) plan.dialect.line_end = '\r';
  const auto needed = Mapping::needed_headers(source, table);
  plan.dialect.delimiter = source.format.delimiter ? source.format.delimiter
                           : opened.delimiter      ? opened.delimiter
                                                   : find_delimiter(head, plan.dialect, opened, needed);
  // A header that the source names by its line may stand far down, below another table of the same sheet.
  const auto records = first_records(head, plan.dialect, opened, std::max(kHeaderSearched, static_cast<std::size_t>(std::max(source.format.header, 0))));
  std::vector<std::string> header;
  plan.data_offset = opened.skip_bytes;
  plan.data_line = opened.record_is_line ? opened.first_line : 1;
  if (source.format.header == 0) {
    const std::size_t width = records.empty() ? 0 : records[0].cells.size();
    for (std::size_t i = 1; i <= width; ++i) header.push_back(fmt::format("c{}", i));
  } else if (const std::size_t at = header_among(records, source.format.header, needed); at != static_cast<std::size_t>(-1)) {
    header = records[at].cells;
    plan.data_offset += records[at].end;
    plan.data_line = records[at].next_line;
  } else {
    // Nothing that could be a header: a blank file, or a first line without an end.
    plan.sequential = true;
  }
  plan.mapping = std::make_unique<Mapping>(source, table, std::move(header), std::filesystem::path(opened.name).filename().string(), context);
  return plan;
}

}  // namespace dmp::intake
