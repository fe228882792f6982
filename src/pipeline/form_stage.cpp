#include "pipeline/form_stage.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"
#include "pipeline/finding_stage.hpp"
#include "pipeline/stages.hpp"
#include "plan/plan.hpp"
#include "plan/progress.hpp"

namespace dmp::pipeline {
namespace {

using Json = nlohmann::json;

catalogue::Forms forms_in(const std::filesystem::path& folder, const Project& project) {
  std::vector<std::string> findings;
  for (const auto& [id, finding] : project.statements.findings) findings.push_back(id);
  return catalogue::read_forms(catalogue::built_in_files(), catalogue::files_in(folder), project.catalogue, findings);
}

/// The profile's areas that statements are made of, the one that is asked for first.
std::vector<forms::FormArea> areas_for(const Project& project, const std::string& asked) {
  std::vector<forms::FormArea> areas;
  std::vector<std::string> known;
  for (const catalogue::ProfileArea& area : project.profile.areas) {
    if (area.type != "county" && area.type != "authority" && area.type != "force") continue;
    areas.push_back({area.code, area.name, area.type});
    known.push_back(area.code);
    known.push_back(area.name);
  }
  if (asked.empty()) return areas;
  const auto found = std::find_if(areas.begin(), areas.end(), [&](const forms::FormArea& area) { return area.code == asked || area.name == asked; });
  if (found == areas.end()) throw core::UserError(core::ErrorKind::usage, "the profile has no area '" + asked + "'", "give a code or a name." + core::suggestion(asked, known));
  // A form about one area is of it alone.
  return {*found};
}

template <typename Rows>
void keep_areas(Rows& rows, const std::vector<forms::FormArea>& areas) {
  std::erase_if(rows, [&](const auto& row) { return std::none_of(areas.begin(), areas.end(), [&](const forms::FormArea& area) { return area.code == row.area_code; }); });
}

void add_plan(forms::FormInput& input, const std::filesystem::path& folder, const FormRequest& asked) {
  if (!plan::Plan::exists(folder)) return;
  plan::Plan plan = plan::Plan::open(folder, false);
  input.plan = plan.list();
  if (!asked.area.empty()) keep_areas(input.plan, input.areas);
  input.progress = plan::judge(input.plan, *input.estimates, asked.today);
}

}  // namespace

core::Document form_of(const std::filesystem::path& folder, const FormRequest& asked) {
  const Project project = open_project(folder);
  const catalogue::Forms forms = forms_in(folder, project);
  const auto form = forms.find(asked.form);
  if (form == forms.end()) {
    std::vector<std::string> known;
    for (const auto& [id, definition] : forms) known.push_back(id);
    throw core::UserError(core::ErrorKind::usage, "there is no form '" + asked.form + "'", core::suggestion(asked.form, known).substr(1));
  }
  const auto edition = find_edition(folder, asked.edition);
  const Json manifest = Json::parse(core::read_file(edition / "edition.json"), nullptr, false);
  const core::Estimates estimates = estimates_in(estimates_of(edition, asked.audience));
  findings::Statements statements = need_statements(edition, asked.audience);
  forms::FormInput input;
  input.title = project.profile.title;
  input.organisation = project.profile.organisation;
  input.edition = manifest.is_object() ? manifest.value("edition", "") : "";
  input.period = project.profile.period ? project.profile.period->text() : "to " + last_day_of(project, estimates);
  input.audience = asked.audience == Audience::restricted ? "restricted" : "public";
  input.areas = areas_for(project, asked.area);
  input.estimates = &estimates;
  keep_areas(statements.findings, input.areas);
  keep_areas(statements.actions, input.areas);
  keep_areas(statements.contradictions, input.areas);
  input.findings = std::move(statements.findings);
  input.actions = std::move(statements.actions);
  input.contradictions = std::move(statements.contradictions);
  if (manifest.is_object())
    for (const Json& skipped : manifest.value("skipped", Json::array())) {
      const auto indicator = project.catalogue.indicators.find(skipped.value("indicator", ""));
      if (indicator != project.catalogue.indicators.end() && !(indicator->second.restricted && asked.audience == Audience::everybody)) input.gaps.emplace(indicator->second.name, skipped.value("reason", ""));
    }
  add_plan(input, folder, asked);
  return forms::compose(form->second, input);
}

core::DataTable forms_of(const std::filesystem::path& folder) {
  core::DataTable table({"form", "title", "reader"});
  for (const auto& [id, form] : forms_in(folder, open_project(folder))) table.add({id, form.title, form.reader});
  return table;
}

}  // namespace dmp::pipeline
