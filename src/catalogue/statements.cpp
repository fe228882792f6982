#include "catalogue/statements.hpp"

#include <algorithm>
#include <functional>

#include "catalogue/statement_reader.hpp"

namespace dmp::catalogue {
namespace {

const std::string kFindings = "5-findings/", kContradictions = "5-findings/contradictions/", kActions = "6-actions/";

std::string shown(const File& file) { return file.shown.empty() ? "catalogue/" + file.path : file.shown; }

std::string stem_of(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.size() - 5);
}

using OnFault = std::function<void(const core::UserError&)>;

class Reader {
 public:
  Reader(std::vector<File> files, const Catalogue& catalogue, OnFault on_fault) : files_(std::move(files)), catalogue_(catalogue), on_fault_(std::move(on_fault)) {}

  Statements read() {
    each(kFindings, kContradictions, statements_.findings, [&](const Document& document) { return read_finding(document, catalogue_); });
    each(kContradictions, "", statements_.contradictions, [&](const Document& document) { return read_contradiction(document, catalogue_); });
    if (faulty_) return std::move(statements_);  // what follows leans on the findings
    Names findings;
    for (const auto& [id, finding] : statements_.findings) findings.push_back(id);
    for (const auto& [id, rule] : statements_.contradictions) guarded([&, &rule = rule] { check_known(rule.findings, findings, "there is no finding", rule.place); });
    each(kActions, "", statements_.actions, [&](const Document& document) { return read_action(document, catalogue_, findings); });
    if (!faulty_) check_order();
    return std::move(statements_);
  }

 private:
  template <typename Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const core::UserError& fault) {
      faulty_ = true;
      on_fault_(fault);
    }
  }

  template <typename Definition, typename Read>
  void each(const std::string& folder, const std::string& but, std::map<std::string, Definition>& into, Read read_one) {
    for (const File& file : files_) {
      if (!file.path.starts_with(folder) || !file.path.ends_with(".toml") || (!but.empty() && file.path.starts_with(but))) continue;
      guarded([&] {
        const std::string id = stem_of(file.path);
        const Document document{shown(file), id, file.text, parse_toml(shown(file), file.text)};
        Definition definition = read_one(document);
        if (!into.emplace(id, std::move(definition)).second) refuse("the id '" + id + "' stands twice", {shown(file), 1, 1}, "rename one");
      });
    }
  }

  static void check_known(const Names& names, const Names& known, const std::string& what, const core::Place& place) {
    for (const std::string& name : names)
      if (std::find(known.begin(), known.end(), name) == known.end()) refuse_name(what, name, known, place);
  }

  /// Actions come after others; in a circle none could come first.
  void check_order() {
    Names known;
    for (const auto& [id, action] : statements_.actions) known.push_back(id);
    for (const auto& [id, action] : statements_.actions) guarded([&, &action = action] { check_known(action.after, known, "there is no action", action.after_place); });
    if (faulty_) return;
    std::map<std::string, int> state;  // 1: on the way, 2: done
    for (const auto& [id, action] : statements_.actions) guarded([&, &id = id] {
      Names way;
      visit(id, state, way);
    });
  }

  void visit(const std::string& id, std::map<std::string, int>& state, Names& way) {
    if (state[id] == 2) return;
    const ActionDefinition& action = statements_.actions.at(id);
    way.push_back(id);
    if (state[id] == 1) {
      std::string circle;
      for (auto at = std::find(way.begin(), way.end(), id); at != way.end(); ++at) circle += (circle.empty() ? "" : " after ") + *at;
      for (const std::string& each : way) state[each] = 2;
      refuse("actions wait for each other in a circle: " + circle, action.after_place, "take one of them out of 'after'");
    }
    state[id] = 1;
    for (const std::string& before : action.after) visit(before, state, way);
    state[id] = 2;
    way.pop_back();
  }

  std::vector<File> files_;
  const Catalogue& catalogue_;
  OnFault on_fault_;
  Statements statements_;
  bool faulty_ = false;
};

}  // namespace

Statements read_statements(const std::vector<File>& built_in, const std::vector<File>& own, const Catalogue& catalogue) {
  return Reader(effective_files(built_in, own), catalogue, [](const core::UserError& fault) { throw fault; }).read();
}

std::vector<core::UserError> statement_faults(const std::vector<File>& built_in, const std::vector<File>& own, const Catalogue& catalogue) {
  std::vector<core::UserError> faults;
  Reader(effective_files(built_in, own), catalogue, [&](const core::UserError& fault) { faults.push_back(fault); }).read();
  return faults;
}

}  // namespace dmp::catalogue
