#include "intake/containers/recognise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/errors.hpp"
#include "intake/containers/encoding.hpp"
#include "intake/containers/regular_file.hpp"

namespace dmp::intake::containers {
namespace {

constexpr std::size_t kStart = std::size_t{1} << 16;

struct Magic {
  std::string_view bytes;
  Container container;
};

constexpr std::array kMagic{
    Magic{std::string_view("\x1F\x8B", 2), Container::gzip},
    Magic{std::string_view("PK\x03\x04", 4), Container::zip},
    Magic{std::string_view("PK\x05\x06", 4), Container::zip},
    Magic{std::string_view("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8), Container::xls},
    Magic{std::string_view("PAR1", 4), Container::parquet},
    Magic{std::string_view("SQLite format 3\0", 16), Container::features},
    Magic{std::string_view("\0\0\x27\x0A", 4), Container::features},
};

struct Foreign {
  std::string_view bytes;
  const char* what;
};

constexpr std::array kForeign{
    Foreign{std::string_view("7z\xBC\xAF\x27\x1C", 6), "a 7z archive"},
    Foreign{std::string_view("Rar!\x1A\x07", 6), "a rar archive"},
    Foreign{std::string_view("BZh", 3), "a bzip2 file"},
    Foreign{std::string_view("\xFD" "7zXZ\0", 6), "an xz file"},
    Foreign{std::string_view("\x28\xB5\x2F\xFD", 4), "a zstd file"},
    Foreign{std::string_view("%PDF-", 5), "a PDF document"},
    Foreign{std::string_view("\x89PNG", 4), "a picture"},
    Foreign{std::string_view("\xFF\xD8\xFF", 3), "a picture"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

[[noreturn]] void refuse(const std::string& what, const std::string& name, const std::string& mend) {
  throw core::UserError(core::ErrorKind::data, what, core::Place{name}, mend);
}

void refuse_foreign(std::string_view start, const std::string& name) {
  for (const Foreign& foreign : kForeign)
    if (start.starts_with(foreign.bytes) && (foreign.bytes != "BZh" || (start.size() > 9 && start.substr(4, 3) == "1AY")))
      refuse(fmt::format("this is {}, not a table", foreign.what), name, "unpack or export it and name a csv, xlsx or zip file");
  if (start.size() > 262 && start.substr(257, 5) == "ustar") refuse("this is a tar archive, not a table", name, "unpack it and name the files, or pack them as zip");
}

// Whether a text is a JSON object, and one with features.
enum class Json { none, features, other };

Json json_kind(std::string_view start) {
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  const auto next = [&](std::size_t from) { return start.find_first_not_of(" \t\r\n", from); };
  const std::size_t open = next(0);
  if (open == std::string_view::npos || start[open] != '{') return Json::none;
  const std::size_t quote = next(open + 1);
  if (quote == std::string_view::npos || start[quote] != '"') return Json::none;
  for (const char* type : {"FeatureCollection", "\"Feature\"", "Topology", "\"features\"", "\"arcs\"", "\"coordinates\""})
    if (start.find(type) != std::string_view::npos) return Json::features;
  return Json::other;
}

void refuse_markup(std::string_view start, const std::string& name) {
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  const std::size_t first = start.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return;
  const std::string head = lower(start.substr(first, 16));
  if (head.starts_with("<!doctype") || head.starts_with("<html"))
    refuse("this is a web page, not a table", name, "open the page in a browser and save the data themselves, or export the table as csv");
  if (head.starts_with("<?xml")) refuse("this is an XML document, not a table", name, "open it in a spreadsheet program and save it as csv or xlsx");
}

}  // namespace

Container recognise(const std::filesystem::path& file, const std::string& name, const std::string& declared) {
  std::string start(kStart, '\0');
  {
    RegularFile in(file);
    start.resize(in.read(start.data(), start.size()));
  }
  if (start.empty()) return Container::empty;
  for (const Magic& magic : kMagic)
    if (std::string_view(start).starts_with(magic.bytes)) return magic.container;
  refuse_foreign(start, name);
  require_text(start, name);
  refuse_markup(start, name);
  if (declared == "csv") return Container::text;
  const Json json = json_kind(start);
  if (json == Json::features || (json == Json::other && declared == "geojson")) return Container::features;
  if (json == Json::other) refuse("this is a JSON document without features, not a table", name, "export the table as csv; boundaries as GeoJSON");
  return Container::text;
}

std::string table_ending(const std::string& member) {
  const std::string name = lower(member);
  for (const char* ending : {".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".ods", ".xls", ".parquet", ".geojson", ".topojson", ".json", ".gpkg", ".shp"})
    if (name.ends_with(ending)) return ending;
  if (name.ends_with(".gz") && !name.ends_with(".tar.gz")) return ".gz";
  return {};
}

bool is_archive_name(const std::string& member) {
  const std::string name = lower(member);
  for (const char* ending : {".zip", ".tar", ".tar.gz", ".tgz", ".7z", ".rar"})
    if (name.ends_with(ending)) return true;
  return false;
}

}  // namespace dmp::intake::containers
