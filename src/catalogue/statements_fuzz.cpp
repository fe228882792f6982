#include <cstddef>
#include <cstdint>
#include <string>

#include "catalogue/statements.hpp"
#include "core/errors.hpp"

/// Any text as an expression, a sentence, a finding or an action: definitions or a UserError, nothing else. The first byte says which.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  using namespace dmp::catalogue;
  static const Catalogue catalogue = [] {
    Catalogue made;
    made.indicators["need"].id = "need";
    return made;
  }();
  static const File finding = {"5-findings/mine.toml",
                               "id = \"mine\"\ntitle = \"Mine\"\ndomain = \"ENG\"\nwhen = \"exists(need)\"\n[figures]\nneed = \"need\"\n[[say]]\ntext = \"{need}\"\n[[example]]\nnothing = true\nfigures = []\n",
                               ""};
  const std::string text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  try {
    if (bytes[0] % 4 == 0) (void)parse_expression(text, {"x", 1, 1});
    else if (bytes[0] % 4 == 1) (void)parse_template(text, {"x", 1, 1});
    else (void)read_statements({finding}, {{bytes[0] % 4 == 2 ? "5-findings/mine.toml" : "6-actions/x.toml", text, ""}}, catalogue);
  } catch (const dmp::core::UserError&) {
  }
  return 0;
}
