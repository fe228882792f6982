#include <cstddef>
#include <cstdint>
#include <string>

#include "catalogue/catalogue.hpp"
#include "core/errors.hpp"

/// Any text as a table, a source or an indicator: definitions or a UserError, nothing else. The first byte says which of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  static const char* const kKinds[] = {"1-sources", "2-tables", "3-indicators"};
  static const std::vector<dmp::catalogue::File> built_in = {{"2-tables/drug_test.toml",
                                                              "id = \"drug_test\"\nname = \"Tests\"\ndescription = \"One row a test.\"\nkey = [\"test_id\"]\nsubject = \"crime\"\n"
                                                              "period_column = \"test_date\"\nplace_column = \"\"\n"
                                                              "[[column]]\nname = \"test_id\"\ntype = \"text\"\nrequired = true\ndescription = \"Identifier.\"\n"
                                                              "[[column]]\nname = \"test_date\"\ntype = \"date\"\ndescription = \"Day.\"\n"}};
  const std::string text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  try {
    dmp::catalogue::read_catalogue(built_in, {{std::string(kKinds[bytes[0] % 3]) + "/x.toml", text}});
  } catch (const dmp::core::UserError&) {
  }
  return 0;
}
