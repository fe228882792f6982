#include "catalogue/drug_names.hpp"

#include "catalogue/catalogue.hpp"
#include "catalogue/section.hpp"

namespace dmp::catalogue {

std::map<std::string, std::string> read_drug_names(const std::string& file, const std::string& text) {
  const toml::table root = parse_toml(file, text);
  const Section section(root, file, "the codes of drugs", {"name", "source", "as_of", "drug"});
  std::map<std::string, std::string> names;
  for (const toml::table* child : section.children("drug")) {
    const Section one(*child, file, "a drug", {"code", "name", "class", "note"});
    const std::string code = one.required_text("code");
    if (!names.emplace(code, one.required_text("name")).second) refuse("the drug '" + code + "' stands twice", one.place("code"), "leave one of them out");
  }
  return names;
}

std::map<std::string, std::string> drug_names(const std::string& profile_folder) {
  for (const File& file : effective_files(built_in_files(), files_in(profile_folder)))
    if (file.path == "reference/drugs.toml") return read_drug_names(file.shown.empty() ? "catalogue/" + file.path : file.shown, file.text);
  return {};
}

}  // namespace dmp::catalogue
