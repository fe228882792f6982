#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::synth {

/// How the bytes of an extract are wrapped; each odd one is planted, because partners send such files.
enum class Container { plain, gzip, zip, xlsx };

/// A way in which a row of an extract is spoilt on purpose.
struct FaultKind {
  std::string_view kind;    ///< "bad date", "missing", "negative", "unknown code", "not a number", "duplicate"
  std::string_view column;  ///< whose cell is replaced; empty for duplicate
  std::string_view value;   ///< the bad text
  int times = 1;            ///< in each part of the file
};

/// One of the partnership's extracts: its file, header and oddities.
struct ExtractDefinition {
  std::string_view id;      ///< source id in the catalogue
  std::string_view table;   ///< canonical table
  std::string_view file;    ///< name below sources/; "{year}" stands for the financial or calendar year
  std::vector<std::string_view> columns;
  std::vector<FaultKind> faults;
  int spread = 40;          ///< the first so many rows among which the faults lie
  char delimiter = ',';
  bool crlf = false, byte_order_mark = false, cp1252 = false;
  Container container = Container::plain;
};

/// Every extract, in the order of the profile.
const std::vector<ExtractDefinition>& extracts();

/// The extract of a source id; InternalError where there is none.
const ExtractDefinition& extract(std::string_view id);

/// Name of the file of a year: "{year}" replaced.
std::string file_name(const ExtractDefinition& definition, std::string_view year = "");

/// The glob the profile declares: "{year}" replaced by "20*".
std::string file_glob(const ExtractDefinition& definition);

}  // namespace dmp::synth
