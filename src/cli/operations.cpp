#include <algorithm>
#include <map>
#include <tuple>

#include "cli/verb.hpp"
#include "core/errors.hpp"
#include "pipeline/edition.hpp"

namespace dmp::cli {

namespace {

struct Options {
  std::string folder = ".", edition, audience = "public", operation;
  bool scorecard = false;
};

bool is_card(const core::Estimate& estimate) { return estimate.indicator_id.starts_with("operation_card_"); }
bool is_total(const core::Estimate& estimate) {
  return (estimate.indicator_id.starts_with("operation_") && !is_card(estimate) && estimate.unit != "ratio") || estimate.indicator_id == "seizure_value" || estimate.indicator_id == "cannabis_plants_seized" || estimate.indicator_id == "county_lines_closed";
}

/// A row an operation and result: what came of it, the value's basis in the name of the measure, and where it was published.
core::DataTable cards_of(const core::Estimates& estimates, const std::string& wanted) {
  core::DataTable table({"operation", "period", "measure", "value", "unit", "suppressed", "note", "estimate_id"});
  std::vector<const core::Estimate*> cards;
  for (const core::Estimate& estimate : estimates)
    if (is_card(estimate) && !estimate.category.empty() && estimate.category.find(wanted) != std::string::npos) cards.push_back(&estimate);
  std::stable_sort(cards.begin(), cards.end(), [](const core::Estimate* a, const core::Estimate* b) { return std::tie(a->period_start, a->category) < std::tie(b->period_start, b->category); });
  for (const core::Estimate* card : cards)
    table.add({card->category, card->period, card->indicator_name, card->value, card->unit, card->suppressed, card->note, card->estimate_id});
  return table;
}

/// A row a measure and year: the year's total, the year before, and the change.
core::DataTable scorecard_of(const core::Estimates& estimates) {
  core::DataTable table({"measure", "area_name", "category", "period", "value", "unit", "previous_period", "previous", "change", "change_percent", "suppressed", "estimate_id"});
  std::map<std::string, const core::Estimate*> before;
  std::vector<const core::Estimate*> totals;
  for (const core::Estimate& estimate : estimates)
    if (is_total(estimate) && estimate.area_type == "county" && estimate.sex == "Persons" && estimate.age == "All ages") totals.push_back(&estimate);
  std::stable_sort(totals.begin(), totals.end(), [](const core::Estimate* a, const core::Estimate* b) {
    return std::tie(a->indicator_id, a->area_code, a->category, a->period_start) < std::tie(b->indicator_id, b->area_code, b->category, b->period_start);
  });
  for (const core::Estimate* total : totals) {
    const core::Estimate*& previous = before[total->indicator_id + total->area_code + total->category];
    const double earlier = previous ? previous->value : core::Estimate::kMissing;
    const double change = total->value - earlier, percent = earlier > 0 ? 100 * change / earlier : core::Estimate::kMissing;
    table.add({total->indicator_name, total->area_name, total->category, total->period, total->value, total->unit, previous ? previous->period.str() : std::string(), earlier, change, percent, total->suppressed, total->estimate_id});
    previous = total;
  }
  return table;
}

}  // namespace

void add_operations(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("operations", "enforcement operations: a card each, the year's scorecard, values with their basis, shares of wider operations");
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder")->capture_default_str();
  verb->add_option("--operation", options->operation, "only operations whose name holds this");
  verb->add_flag("--scorecard", options->scorecard, "results by year with the change on the year before, in place of single operations");
  verb->add_option("--edition", options->edition, "an edition's id (default: the latest)");
  verb->add_option("--audience", options->audience, "public: what was released; restricted: every figure")->capture_default_str();
  add_output_options(*verb, context);
  verb->footer("Operations are shown one by one only where the register says that their results were published.\nExamples:\n  dmp operations examples/operations\n  dmp operations my-county --scorecard --format csv");
  verb->callback([&context, options] {
    const core::Estimates estimates = pipeline::estimates_in(pipeline::estimates_of(pipeline::find_edition(options->folder, options->edition), pipeline::audience_named(options->audience)));
    const bool any = std::any_of(estimates.begin(), estimates.end(), [](const core::Estimate& each) { return each.indicator_id.starts_with("operation_"); });
    if (!any)
      throw core::UserError(core::ErrorKind::data, "the edition has no figures of operations", core::Place{options->folder}, "add a source operations or published_operations to profile.toml and build it again");
    context.print(options->scorecard ? scorecard_of(estimates) : cards_of(estimates, options->operation));
  });
}

}  // namespace dmp::cli
