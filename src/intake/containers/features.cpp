#include "intake/containers/features.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "core/errors.hpp"
#include "gdal_reader/gdal_reader.hpp"
#include "intake/containers/scratch_file.hpp"

namespace dmp::intake::containers {
namespace {

// Beside the executable; one folder up for the test programs.
DmpGdalRead load_reader() {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  std::string why;
  for (const auto& folder : {program, program.parent_path()}) {
    const std::filesystem::path library = folder / "dmp_gdal.so";
    if (!std::filesystem::exists(library)) continue;
    if (void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL)) {
      if (void* symbol = dlsym(handle, "dmp_gdal_read")) return reinterpret_cast<DmpGdalRead>(symbol);
    }
    why = dlerror();
  }
  throw core::UserError(core::ErrorKind::resource,
                        why.empty() ? std::string("dmp_gdal.so, which reads boundaries, is not beside the program") : fmt::format("dmp_gdal.so cannot be loaded ({})", why),
                        core::Place{(program / "dmp_gdal.so").string()}, "build all targets and install the package libgdal32, or give boundaries as csv with a WKT column");
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
