#include "intake/containers/features.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "gdal_reader/gdal_reader.hpp"
#include "core/plug_in.hpp"
#include "intake/containers/scratch_file.hpp"

namespace dmp::intake::containers {
namespace {

DmpGdalRead load_reader() {
  return reinterpret_cast<DmpGdalRead>(core::plug_in_function("dmp_gdal.so", "dmp_gdal_read", "reads boundaries",
                                                              "build all targets and install the package libgdal32, or give boundaries as csv with a WKT column"));
}

struct Reading {
  const std::string& name;
  ScratchFile& out;
  Allowance& allowance;
  core::Issues& notes;
};

void take_bytes(void* context, const char* bytes, std::size_t size) {
  auto& reading = *static_cast<Reading*>(context);
  reading.allowance.take(size, reading.name);
  reading.out.write({bytes, size});
}

void take_note(void* context, std::uint64_t feature, std::uint64_t features, int severity, const char* rule, const char* text) {
  auto& reading = *static_cast<Reading*>(context);
  core::Issue issue;
  issue.file = reading.name;
  issue.line = feature;
  issue.rows = features;
  issue.rule = rule;
  issue.severity = static_cast<core::Severity>(severity);
  issue.text = text;
  reading.notes.push_back(std::move(issue));
}

void take_failure(void* context, int kind, const char* what, const char* mend) {
  throw core::UserError(static_cast<core::ErrorKind>(kind), what, core::Place{static_cast<Reading*>(context)->name}, mend);
}

}  // namespace

std::filesystem::path read_features(const std::filesystem::path& file, const std::string& name, const std::string& layer,
                                    const std::filesystem::path& scratch, Allowance& allowance, core::Issues& notes) {
  static const DmpGdalRead read = load_reader();
  ScratchFile out(scratch, ".csv");
  Reading reading{name, out, allowance, notes};
  const std::string path = std::filesystem::absolute(file).lexically_normal().string();
  const DmpGdalRequest request{path.c_str(), layer.c_str(), &reading, take_bytes, take_note, take_failure};
  read(&request);
  return out.finish();
}

}  // namespace dmp::intake::containers
