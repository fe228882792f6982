#pragma once

#include <cstddef>
#include <cstdint>

/// The only door to GDAL. It stands in a library of its own, build/dmp_gdal.so, which is loaded when the first
/// boundary file is opened: linking GDAL and its hundred libraries would cost every start of the program 30 ms.
/// No types of C++ cross the border.
extern "C" {

struct DmpGdalRequest {
  const char* input;   ///< absolute path of a geojson, topojson, gpkg or shp file
  const char* layer;   ///< name, or number from 1; "" = the first
  void* context;       ///< handed to the functions below; they may throw, which ends the reading
  /// Takes the next bytes of the csv: attribute columns in the file's order, then `geometry` (WKT, WGS84, longitude first,
  /// seven decimals).
  void (*write)(void* context, const char* bytes, std::size_t size);
  /// Takes an observation: the first feature concerned (from 1; 0 = the whole file), how many, core::Severity as a
  /// number, rule, text.
  void (*note)(void* context, std::uint64_t feature, std::uint64_t features, int severity, const char* rule, const char* text);
  /// Takes the reason why the file cannot be read: core::ErrorKind as a number, what is wrong, how to mend it.
  void (*fail)(void* context, int kind, const char* what, const char* mend);
};

/// Reads one layer. Returns 0, or 1 after `fail` was called (fail may throw instead of returning).
int dmp_gdal_read(const DmpGdalRequest* request);

using DmpGdalRead = int (*)(const DmpGdalRequest*);

struct DmpGdalWriteRequest {
  const char* input;   ///< absolute path of a geojson file
  const char* output;  ///< absolute path of the GeoPackage to make; must not exist
  const char* layer;   ///< name of its one layer
  const char* day;     ///< YYYY-MM-DD, written as the file's date of change so that equal input gives equal bytes
  void* context;
  void (*fail)(void* context, const char* what);
};

/// Copies a geojson file into a new GeoPackage. Returns 0, or 1 after `fail` was called.
int dmp_gdal_write_geopackage(const DmpGdalWriteRequest* request);

using DmpGdalWrite = int (*)(const DmpGdalWriteRequest*);
}
