#include "catalogue/neighbour_model.hpp"

#include <regex>
#include <set>

#include "catalogue/document.hpp"

namespace dmp::catalogue {
namespace {

void read_types(const Section& model, NeighbourModel& into) {
  for (const toml::table* child : model.children("type")) {
    const Section section(*child, model.file(), "a type of authority", {"name", "codes"});
    AuthorityType type;
    type.name = section.required_text("name");
    type.codes = section.required_text("codes");
    try {
      const std::regex checked(type.codes);
    } catch (const std::regex_error&) {
      refuse("'codes' is no regular expression", section.place("codes"), "write for example '^E0[689]'");
    }
    into.types.push_back(std::move(type));
  }
  for (const toml::table* child : model.children("leave_out")) {
    const Section section(*child, model.file(), "an area left out", {"code", "reason"});
    into.left_out.push_back({section.required_text("code"), section.required_text("reason")});
  }
}

void read_variables(const Section& model, const Document& document, NeighbourModel& into) {
  std::set<std::string> seen;
  for (const toml::table* child : model.children("variable")) {
    const Section section(*child, model.file(), "a variable", {"id", "name", "unit", "transform", "citation", "sql"});
    NeighbourVariable variable;
    variable.id = section.required_text("id");
    if (!is_name(variable.id)) refuse("'" + variable.id.substr(0, 80) + "' is no id", section.place("id"), "write small letters, digits and underscores");
    if (!seen.insert(variable.id).second) refuse("the variable '" + variable.id + "' stands twice", section.place("id"), "rename one");
    variable.name = section.required_text("name");
    variable.unit = section.required_text("unit");
    variable.transform = section.choice("transform", {"none", "log", "root"}, "none");
    variable.citation = section.required_text("citation");
    variable.sql = section.required_text("sql");
    variable.place = text_place(section, "sql", document);
    into.variables.push_back(std::move(variable));
  }
  if (into.variables.empty()) model.refuse_missing("variable", "add a [[variable]] with id, name, unit, citation and sql");
}

}  // namespace

std::string NeighbourModel::type_of(const std::string& code) const {
  for (const AuthorityType& type : types)
    if (std::regex_search(code, std::regex(type.codes))) return type.name;
  return {};
}

NeighbourModel read_neighbour_model(const std::string& file, const std::string& text) {
  // The id is the file's name: the indicators of the multiple indicator method are written in the same form.
  const std::string name = file.substr(file.find_last_of('/') + 1);
  const Document document{file, name.substr(0, name.find('.')), text, parse_toml(file, text)};
  const Section section(document.root, file, "the model of nearest neighbours", {"id", "name", "citation", "least_share", "type", "leave_out", "variable"});
  NeighbourModel model;
  read_id(section, document);
  model.name = section.required_text("name");
  model.citation = section.required_text("citation");
  model.least_share = section.number("least_share").value_or(0.9);
  if (!(model.least_share > 0 && model.least_share <= 1)) refuse("'least_share' is no share", section.place("least_share"), "write a number above 0 and up to 1, such as 0.9");
  read_types(section, model);
  read_variables(section, document, model);
  return model;
}

}  // namespace dmp::catalogue
