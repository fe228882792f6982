#include "intake/containers/open.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <optional>

#include "core/errors.hpp"
#include "intake/containers/allowance.hpp"
#include "intake/containers/encoding.hpp"
#include "intake/containers/features.hpp"
#include "intake/containers/gzip.hpp"
#include "intake/containers/parquet.hpp"
#include "intake/containers/recognise.hpp"
#include "intake/containers/regular_file.hpp"
#include "intake/containers/workbook.hpp"
#include "intake/containers/zip.hpp"

namespace dmp::intake {
namespace {

using namespace containers;

// One file on its way to a table: the extract, or what came out of it.
struct Piece {
  std::filesystem::path file;
  std::string name;
  std::shared_future<std::string> sha256;
  core::Issues notes;
  bool from_gzip = false;
  bool from_zip = false;
};

class Opening {
 public:
  Opening(const catalogue::FormatDefinition& format, const std::filesystem::path& scratch, const Limits& limits, std::uint64_t bytes, const std::string& name)
      : format_(format), scratch_(scratch), limits_(limits), allowance_(limits, bytes, name) {}

  void open(Piece piece) {
    switch (recognise(piece.file, piece.name, format_.container)) {
      case Container::empty: return add_empty(std::move(piece));
      case Container::text: return add_text(std::move(piece));
      case Container::gzip: return open_gzip(std::move(piece));
      case Container::zip: return open_zip(std::move(piece));
      case Container::xls: return add_sheet(std::move(piece), [&](const Piece& p) { return read_xls(p.file, p.name, format_.sheet, scratch_, allowance_); });
      case Container::parquet: {
        auto text = read_parquet(piece.file, piece.name, scratch_, allowance_);
        return add_counted(std::move(piece), std::move(text));
      }
      case Container::features: {
        auto text = read_features(piece.file, piece.name, format_.sheet, scratch_, allowance_, piece.notes);
        return add_counted(std::move(piece), std::move(text));
      }
    }
  }

  std::vector<OpenedTable> tables;

 private:
  OpenedTable& add(Piece&& piece, std::filesystem::path text) {
    OpenedTable& table = tables.emplace_back();
    table.text = std::move(text);
    table.name = std::move(piece.name);
    table.sha256 = std::move(piece.sha256);
    table.notes = std::move(piece.notes);
    return table;
  }

  void add_empty(Piece piece) {
    core::Issue issue;
    issue.file = piece.name;
    issue.rule = "empty file";
    issue.severity = core::Severity::warning;
    issue.text = "the file is empty; fetch or export it again";
    piece.notes.push_back(std::move(issue));
    const auto text = piece.file;
    add(std::move(piece), text);
  }

  void add_text(Piece piece) {
    Utf8Text text = to_utf8(piece.file, piece.name, format_.encoding, scratch_, allowance_);
    OpenedTable& table = add(std::move(piece), std::move(text.path));
    table.skip_bytes = text.skip_bytes;
    table.delimiter = format_.delimiter;
    table.notes.insert(table.notes.end(), text.notes.begin(), text.notes.end());
  }

  // A table written by a reader whose texts may come from files of any encoding, with a header that counts as record 0.
  void add_counted(Piece piece, const std::filesystem::path& written) {
    Utf8Text text = to_utf8(written, piece.name, "", scratch_, allowance_);
    OpenedTable& table = add(std::move(piece), std::move(text.path));
    table.notes.insert(table.notes.end(), text.notes.begin(), text.notes.end());
    table.delimiter = ',';
    table.record_is_line = true;
    table.first_line = 0;
  }

  template <typename Read>
  void add_sheet(Piece piece, Read&& read) {
    SheetText sheet = read(piece);
    if (std::filesystem::file_size(sheet.path) == 0) {
      core::Issue issue;
      issue.file = piece.name;
      issue.rule = "empty file";
      issue.severity = core::Severity::warning;
      issue.text = fmt::format("the sheet '{}' is empty; name another with sheet in the source's format", sheet.sheet);
      sheet.notes.push_back(std::move(issue));
    }
    piece.name += "#" + sheet.sheet;
    OpenedTable& table = add(std::move(piece), std::move(sheet.path));
    table.notes.insert(table.notes.end(), sheet.notes.begin(), sheet.notes.end());
    table.delimiter = ',';
    table.record_is_line = true;
  }

  void open_gzip(Piece piece) {
    if (piece.from_gzip) refuse("a compressed file inside a compressed file", piece.name, "unpack it once by hand");
    piece.file = unpack_gzip(piece.file, piece.name, scratch_, allowance_, piece.notes);
    piece.from_gzip = true;
    open(std::move(piece));
  }

  // A spreadsheet is a zip file too: its members say what it is.
  void open_zip(Piece piece) {
    const Zip zip(piece.file, piece.name, limits_);
    if (zip.has("content.xml") && zip.has("META-INF/manifest.xml"))
      return add_sheet(std::move(piece), [&](const Piece& p) { return read_ods(zip, p.name, format_.sheet, scratch_, allowance_); });
    if (zip.has("[Content_Types].xml")) {
      if (zip.has("xl/workbook.bin")) refuse("this is a binary workbook (xlsb)", piece.name, "save it as xlsx");
      if (zip.has("word/document.xml") || zip.has("ppt/presentation.xml")) refuse("this is a document, not a table", piece.name, "save its table as xlsx or csv");
      return add_sheet(std::move(piece), [&](const Piece& p) { return read_xlsx(zip, p.name, format_.sheet, scratch_, allowance_); });
    }
    if (piece.from_zip || piece.from_gzip) refuse("an archive inside a compressed file", piece.name, "unpack the outer file by hand and name the inner ones");
    open_members(zip, piece);
  }

  void open_members(const Zip& zip, const Piece& archive) {
    const std::vector<std::string> chosen = chosen_members(zip, archive.name);
    std::vector<std::string> wanted;
    for (const std::string& member : chosen)
      for (std::string& sibling : with_siblings(zip, member)) wanted.push_back(std::move(sibling));
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    const auto files = zip.extract(wanted, scratch_, allowance_, [](const std::string& member) { return table_ending(member); });
    const auto file_of = [&](const std::string& member) {
      return files[static_cast<std::size_t>(std::lower_bound(wanted.begin(), wanted.end(), member) - wanted.begin())];
    };
    for (const std::string& member : chosen) {
      std::vector<std::filesystem::path> parts;
      for (const std::string& sibling : with_siblings(zip, member)) parts.push_back(file_of(sibling));
      Piece piece{parts.front(), archive.name + "!" + member, hash_files(parts), {}, false, true};
      if (table_ending(member) == ".shp") piece.file = gather_shapefile(zip, member, parts);
      open(std::move(piece));
    }
  }

  [[nodiscard]] std::vector<std::string> chosen_members(const Zip& zip, const std::string& name) const {
    const auto pick = [&](auto&& matches) {
      std::vector<std::string> picked;
      std::copy_if(zip.members().begin(), zip.members().end(), std::back_inserter(picked), matches);
      return picked;
    };
    const auto base = [](const std::string& member) { return member.substr(member.find_last_of("/\\") + 1); };
    std::vector<std::string> chosen;
    if (!format_.member.empty()) {
      chosen = pick([&](const std::string& member) {
        return fnmatch(format_.member.c_str(), member.c_str(), 0) == 0 || fnmatch(format_.member.c_str(), base(member).c_str(), 0) == 0;
      });
    } else {
      chosen = pick([](const std::string& member) { return table_ending(member) == ".csv"; });
      if (chosen.empty()) chosen = pick([](const std::string& member) { return !table_ending(member).empty() && !is_archive_name(member); });
    }
    for (const std::string& member : chosen)
      if (is_archive_name(member)) refuse("an archive inside an archive", name + "!" + member, "unpack the outer file by hand and name the inner ones");
    if (!chosen.empty()) return chosen;
    refuse(format_.member.empty() ? std::string("the archive holds no table") : fmt::format("no member of the archive fits '{}'", format_.member), name,
           fmt::format("name the members with member in the source's format; the archive holds {}", listed(zip.members())));
  }

  static std::string listed(const std::vector<std::string>& members) {
    if (members.empty()) return "nothing";
    std::string text;
    for (std::size_t i = 0; i < members.size() && i < 8; ++i) text += (i ? ", " : "") + members[i];
    if (members.size() > 8) text += fmt::format(" and {} more", members.size() - 8);
    return text;
  }

  // A shapefile's other files, in the order in which they are hashed; for anything else the member alone.
  static std::vector<std::string> with_siblings(const Zip& zip, const std::string& member) {
    std::vector<std::string> parts{member};
    if (table_ending(member) != ".shp") return parts;
    const std::string stem = member.substr(0, member.size() - 4);
    for (const char* ending : {".shx", ".dbf", ".prj", ".cpg"}) {
      std::string upper(ending);
      std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      for (const std::string& candidate : {stem + ending, stem + upper})
        if (zip.has(candidate)) {
          parts.push_back(candidate);
          break;
        }
    }
    return parts;
  }

  // Puts a shapefile's parts side by side under one name, as its driver needs them.
  std::filesystem::path gather_shapefile(const Zip& zip, const std::string& member, const std::vector<std::filesystem::path>& parts) const {
    const std::vector<std::string> names = with_siblings(zip, member);
    const std::filesystem::path shape = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) {
      std::filesystem::path beside = shape;
      std::string ending = std::filesystem::path(names[i]).extension().string();
      std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      std::filesystem::rename(parts[i], beside.replace_extension(ending));
    }
    return shape;
  }

  [[noreturn]] static void refuse(const std::string& what, const std::string& name, const std::string& mend) {
    throw core::UserError(core::ErrorKind::data, what, core::Place{name}, mend);
  }

  const catalogue::FormatDefinition& format_;
  std::filesystem::path scratch_;
  Limits limits_;
  Allowance allowance_;
};

// A shapefile's files beside the .shp, in the order in which they are hashed.
std::vector<std::filesystem::path> parts_of(const std::filesystem::path& file) {
  std::vector<std::filesystem::path> parts{file};
  if (table_ending(file.filename().string()) != ".shp") return parts;
  for (const char* ending : {".shx", ".dbf", ".prj", ".cpg"}) {
    std::filesystem::path part = file;
    part.replace_extension(ending);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(part, ignored)) parts.push_back(part);
  }
  return parts;
}

}  // namespace

std::vector<OpenedTable> open_extract(const std::filesystem::path& file, const catalogue::FormatDefinition& format, core::TemporaryFolder& scratch,
                                      const Limits& limits) {
  const std::uint64_t bytes = RegularFile(file).size();
  Opening opening(format, scratch.path(), limits, bytes, file.string());
  opening.open({file, file.string(), hash_files(parts_of(file)), {}, false, false});
  return std::move(opening.tables);
}

}  // namespace dmp::intake
