#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/forms.hpp"
#include "core/document.hpp"
#include "core/estimate.hpp"
#include "core/finding.hpp"
#include "core/plan_row.hpp"

namespace dmp::forms {

struct FormArea {
  std::string code, name, type;
};

/// What a form is composed of: one audience's edition, and the plan judged against it.
struct FormInput {
  std::string title, organisation, edition, period, audience;
  std::vector<FormArea> areas;   ///< in the profile's order; the first is the one the form is about
  const core::Estimates* estimates = nullptr;
  core::Findings findings;
  core::Contradictions contradictions;
  core::Actions actions;
  core::PlanRows plan;
  core::PlanProgresses progress;
  std::map<std::string, std::string> gaps;  ///< indicator's name to the reason why there is no figure
};

/// The form as a document. Where it has a limit of words, the longest lists and tables give up their last rows and say how many.
core::Document compose(const catalogue::FormDefinition& form, const FormInput& input);

/// Words in a document, as its limit counts them.
std::size_t words_in(const core::Document& document);

/// A row of the scorecard, before it is put into words.
struct Score {
  std::string indicator, name, area, baseline, latest, target, direction, real;
};
std::vector<Score> scorecard_of(const std::vector<std::string>& indicators, const FormInput& input, const std::vector<FormArea>& areas);

/// "Reducing drug use" for USE.
std::string domain_title(const std::string& domain);

}  // namespace dmp::forms
