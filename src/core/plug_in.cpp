#include "core/plug_in.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "core/errors.hpp"

namespace dmp::core {

void* plug_in_function(const std::string& library, const std::string& function, const std::string& purpose, const std::string& mend) {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  std::string why;
  for (const auto& folder : {program, program.parent_path()}) {
    const std::filesystem::path file = folder / library;
    if (!std::filesystem::exists(file)) continue;
    if (void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL))
      if (void* symbol = dlsym(handle, function.c_str())) return symbol;
    why = dlerror();
  }
  throw UserError(ErrorKind::resource,
                  why.empty() ? fmt::format("{}, which {}, is not beside the program", library, purpose) : fmt::format("{} cannot be loaded ({})", library, why),
                  Place{(program / library).string()}, mend);
}

}  // namespace dmp::core
