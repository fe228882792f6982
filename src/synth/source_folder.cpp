#include "synth/source_folder.hpp"

#include <algorithm>
#include <fstream>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "synth/containers.hpp"

namespace dmp::synth {

struct SourceFolder::Open {
  FileRecord record;
  std::ofstream plain;                  ///< plain files only
  std::unique_ptr<Deflater> deflater;   ///< gzip and zip
  std::string text;                     ///< xlsx: the whole of it
};

namespace {

std::string header_of(const ExtractDefinition& definition) {
  std::string header;
  for (const auto column : definition.columns) {
    if (!header.empty()) header += definition.delimiter;
    header += column;
  }
  return header + '\n';
}

/// Line ends and encoding as the extract wants them.
std::string dressed(const ExtractDefinition& definition, std::string bytes) {
  if (definition.crlf) {
    std::string with_returns;
    with_returns.reserve(bytes.size() + bytes.size() / 40);
    for (const char c : bytes) {
      if (c == '\n') with_returns += '\r';
      with_returns += c;
    }
    bytes = std::move(with_returns);
  }
  return definition.cp1252 ? as_cp1252(bytes) : bytes;
}

[[noreturn]] void cannot_write(const std::filesystem::path& file) {
  throw core::UserError(core::ErrorKind::resource, "an extract cannot be written", {file.string()}, "check the folder's rights and the space on the disk");
}

}  // namespace

SourceFolder::SourceFolder(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) cannot_write(folder_);
}

SourceFolder::~SourceFolder() = default;

SourceFolder::Open& SourceFolder::open(const Part& part) {
  auto& slot = files_[part.file];
  if (slot) return *slot;
  slot = std::make_unique<Open>();
  const auto& definition = *part.definition;
  slot->record.definition = &definition;
  slot->record.file = part.file;
  std::string header = dressed(definition, header_of(definition));
  if (definition.byte_order_mark) header.insert(0, "\xEF\xBB\xBF");
  switch (definition.container) {
    case Container::plain:
      slot->plain.open(folder_ / part.file, std::ios::binary | std::ios::trunc);
      if (!slot->plain) cannot_write(folder_ / part.file);
      slot->plain << header;
      break;
    case Container::gzip:
    case Container::zip:
      slot->deflater = std::make_unique<Deflater>(definition.container == Container::gzip);
      slot->deflater->add(header);
      break;
    case Container::xlsx:
      slot->text = header;
      break;
  }
  return *slot;
}

void SourceFolder::add(Part part) {
  Open& file = open(part);
  for (auto& fault : part.faults) {
    fault.line += file.record.rows + 1;  // the header is line 1
    file.record.faults.push_back(std::move(fault));
  }
  file.record.rows += part.rows;
  file.record.rejected += part.rejected;
  file.record.duplicates += part.duplicates;
  const std::string bytes = dressed(*part.definition, std::move(part.bytes));
  if (file.deflater) file.deflater->add(bytes);
  else if (part.definition->container == Container::xlsx) file.text += bytes;
  else if (!file.plain.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) cannot_write(folder_ / part.file);
}

void SourceFolder::write_archives() {
  std::map<std::string, std::vector<ZipMember>> archives;
  for (auto& [name, file] : files_) {
    const auto& definition = *file->record.definition;
    switch (definition.container) {
      case Container::plain:
        file->plain.close();
        if (!file->plain) cannot_write(folder_ / name);
        break;
      case Container::gzip:
        core::write_file_whole(folder_ / name, file->deflater->finish());
        break;
      case Container::zip: {
        ZipMember member{name, file->deflater->finish(), file->deflater->crc(), file->deflater->bytes_in()};
        file->record.file = file_glob(definition);
        file->record.member = name;
        archives[file->record.file].push_back(std::move(member));
        break;
      }
      case Container::xlsx:
        write_workbook(folder_ / name, file->text, {"activity", "people", "spend_gbp"});
        break;
    }
  }
  for (const auto& [name, members] : archives) core::write_file_whole(folder_ / name, zip_archive(members));
}

std::vector<FileRecord> SourceFolder::finish() {
  write_archives();
  std::vector<FileRecord> records;
  for (auto& [name, file] : files_) records.push_back(std::move(file->record));
  files_.clear();
  std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return records;
}

}  // namespace dmp::synth
