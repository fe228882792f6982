#pragma once

#include <cstdint>
#include <filesystem>
#include <future>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "core/file.hpp"
#include "core/issue.hpp"

namespace dmp::intake {

/// What unpacking one file may cost at the most; beyond it the file is refused as a decompression bomb.
struct Limits {
  std::uint64_t max_bytes = std::uint64_t{64} << 30;          ///< of everything unpacked from one file
  std::uint64_t max_ratio = 1000;                             ///< unpacked to packed bytes ...
  std::uint64_t ratio_free_bytes = std::uint64_t{100} << 20;  ///< ... once this much has been unpacked
  std::uint64_t max_members = 100'000;                        ///< of an archive
};

/// One table of an extract as a plain text file that the scanner can read.
struct OpenedTable {
  /// A local file in UTF-8: the extract itself where it is that already, else a file in the scratch folder.
  std::filesystem::path text;
  /// Bytes of a byte order mark at the start of `text`, to be left out.
  std::uint64_t skip_bytes = 0;
  /// What messages call it: the path as given; "archive.zip!member"; "book.xlsx#Sheet".
  std::string name;
  /// SHA-256 of the original file's or the archive member's bytes, computed in the background for large files.
  /// For a shapefile: of its .shp, .shx, .dbf, .prj and .cpg one after the other. get() throws core::UserError where
  /// the file can no longer be read.
  std::shared_future<std::string> sha256;
  /// False: messages count the lines of `text`. True: they count its records (a quoted cell may hold line breaks);
  /// record i, from 0, has the number first_line + i. Every record counts, blank ones too: record n of a sheet is the
  /// sheet's row n. Features and Parquet rows count from 1 behind a header that has number 0.
  bool record_is_line = false;
  std::uint64_t first_line = 1;
  /// Known delimiter; 0: to be found out.
  char delimiter = 0;
  /// What the reader should be told: encoding, repaired geometries, an empty file.
  core::Issues notes;
};

/// Turns any supported file into plain text tables: csv in any encoding, xlsx, ods, xls, parquet, geojson, topojson,
/// gpkg, shapefile; each also inside gz or (several at once) zip. What a file is, is found out from its bytes;
/// format.container decides only where they leave it open. Geometries become a last column `geometry`: WKT in WGS84,
/// longitude first.
///
/// An empty file gives an empty table with a warning. Throws core::UserError, kind resource, for what is no readable
/// regular file, and kind data for content that is damaged, dangerous or no table. Writes nothing outside `scratch`,
/// which must outlive the tables.
std::vector<OpenedTable> open_extract(const std::filesystem::path& file, const catalogue::FormatDefinition& format,
                                      core::TemporaryFolder& scratch, const Limits& limits = {});

}  // namespace dmp::intake
