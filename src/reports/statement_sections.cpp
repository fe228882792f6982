#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

using core::Action;
using core::Contradiction;
using core::Finding;

const std::vector<std::string> kDomains = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};

/// Domains in the framework's order, unknown ones last.
std::vector<std::string> domains_in(const std::vector<std::string>& found) {
  std::vector<std::string> ordered;
  for (const std::string& domain : kDomains)
    if (std::find(found.begin(), found.end(), domain) != found.end()) ordered.push_back(domain);
  for (const std::string& domain : found)
    if (std::find(ordered.begin(), ordered.end(), domain) == ordered.end()) ordered.push_back(domain);
  return ordered;
}

bool is_about_first_area(const ReportInput& input, const std::string& area) { return input.areas.empty() || area == input.areas.front().code; }

void strength_line(Page& page, const Finding& finding) {
  Html& html = page.html;
  html.open("p", {{"class", "meta"}});
  if (!finding.strength.empty()) {
    html.element("strong", capitalised(finding.strength) + " evidence");
    if (!finding.strength_reasons.empty()) html.text(": " + listed(finding.strength_reasons));
    html.text(". ");
  }
  if (!finding.probability_words.empty()) html.text("Judged " + finding.probability_words + ". ");
  // A finding may read one indicator in many places: it is named once.
  std::vector<const IndicatorEvidence*> named;
  for (const std::string& id : finding.estimate_ids)
    if (const IndicatorEvidence* own = indicator_named(page.evidence, id.substr(0, id.find(':'))); own && named.size() < 3 && std::find(named.begin(), named.end(), own) == named.end()) named.push_back(own);
  for (const IndicatorEvidence* own : named) {
    html.text(own == named.front() ? "Figures: " : "; ");
    html.link(fragment("indicator-" + own->note->id), own->note->name);
  }
  if (!named.empty()) html.text(".");
  html.close();
}

void contradiction_note(Html& html, const Contradiction& contradiction) {
  html.open("div", {{"class", "contradiction"}}).open("p").element("strong", "Does not fit: " + contradiction.title + ". ").text(contradiction.reason).close().close();
}

void finding_item(Page& page, const Finding& finding, std::set<std::string>& told) {
  Html& html = page.html;
  html.open("li").element("p", finding.sentence, {{"class", "finding"}});
  strength_line(page, finding);
  if (!finding.caveats.empty()) {
    html.open("p", {{"class", "meta"}}).text("Bear in mind: ");
    for (std::size_t i = 0; i < std::min<std::size_t>(finding.caveats.size(), 3); ++i) html.text((i ? " " : "") + finding.caveats[i]);
    html.close();
  }
  for (const Contradiction& contradiction : page.input.contradictions) {
    const bool beside = std::find(contradiction.finding_ids.begin(), contradiction.finding_ids.end(), finding.id) != contradiction.finding_ids.end();
    if (beside && told.insert(contradiction.id).second) contradiction_note(html, contradiction);
  }
  html.close();
}

/// What the headline figures say, where the edition has no findings.
void headline_sentences(Page& page) {
  page.html.open("ul", {{"class", "findings"}});
  for (const Headline& headline : headlines_of(page.input, page.evidence))
    page.html.open("li").element("strong", headline.indicator->note->name + ". ").text(finding_sentence(*headline.series->latest(), headline.indicator->style)).close();
  page.html.close();
}

std::vector<const Finding*> leading_findings(const ReportInput& input) {
  std::vector<const Finding*> leading, strong;
  for (const Finding& finding : input.findings) {
    if (!is_about_first_area(input, finding.area_code)) continue;
    if (!finding.headline_for.empty()) leading.push_back(&finding);
    else if (finding.strength == "strong") strong.push_back(&finding);
  }
  for (const Finding* finding : strong)
    if (leading.size() < 14) leading.push_back(finding);
  return leading;
}

/// Actions of one definition stand in one row, whatever their areas.
struct Recommendation {
  std::string domain;
  std::vector<const Action*> actions;
};

std::vector<Recommendation> recommendations_of(const ReportInput& input) {
  std::vector<Recommendation> rows;
  for (const Action& action : input.actions) {
    auto row = std::find_if(rows.begin(), rows.end(), [&](const Recommendation& one) { return one.actions.front()->definition == action.definition; });
    if (row == rows.end()) rows.push_back({action.domain, {}}), row = std::prev(rows.end());
    row->actions.push_back(&action);
  }
  return rows;
}

void known_cell(Page& page, const Recommendation& row) {
  Html& html = page.html;
  std::vector<std::string> sentences;
  for (const Action* action : row.actions)
    for (const std::string& id : action->finding_ids)
      for (const Finding& finding : page.input.findings)
        if (finding.id == id && std::find(sentences.begin(), sentences.end(), finding.sentence) == sentences.end()) sentences.push_back(finding.sentence);
  const std::size_t most = page.is_page() ? 5 : 3;
  html.open("th", {{"scope", "row"}, {"class", "known"}});
  if (sentences.empty()) html.text(row.actions.front()->title);
  if (sentences.size() == 1) html.text(sentences.front());
  if (sentences.size() > 1) {
    html.open("ul");
    for (std::size_t i = 0; i < std::min(most, sentences.size()); ++i) html.element("li", sentences[i]);
    if (sentences.size() > most) html.element("li", fmt::format("And {} more statements of the same kind.", sentences.size() - most));
    html.close();
  }
  html.close();
}

void recommendation_row(Page& page, const Recommendation& row) {
  Html& html = page.html;
  html.open("tr");
  known_cell(page, row);
  html.open("td").open("p").element("strong", row.actions.front()->title + ". ");
  std::vector<std::string> texts, areas, partners;
  for (const Action* action : row.actions) {
    if (std::find(texts.begin(), texts.end(), action->recommendation) == texts.end()) texts.push_back(action->recommendation);
    if (std::find(areas.begin(), areas.end(), action->area_name) == areas.end()) areas.push_back(action->area_name);
    for (const std::string& partner : action->partners)
      if (std::find(partners.begin(), partners.end(), partner) == partners.end()) partners.push_back(partner);
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(texts.size(), 3); ++i) html.text((i ? " " : "") + texts[i]);
  html.close().element("p", "For " + listed(areas) + ".", {{"class", "meta"}});
  const Action& first = *row.actions.front();
  if (!first.measure_name.empty()) html.element("p", "Measured by: " + first.measure_name + (first.expected_direction == "decrease" ? ", to fall." : first.expected_direction == "increase" ? ", to rise." : "."), {{"class", "meta"}});
  const bool stale = std::any_of(row.actions.begin(), row.actions.end(), [](const Action* action) { return action->stale; });
  if (stale && !first.changes.empty()) html.element("p", "To be looked at again: " + first.changes.front(), {{"class", "meta stale"}});
  html.close().element("td", listed(partners)).close();
}

/// Area by area: each council looks for its own.
void other_areas(Page& page, const std::vector<const Finding*>& findings, std::set<std::string>& told) {
  Html& html = page.html;
  std::vector<std::pair<std::string, std::string>> areas;
  for (const Finding* finding : findings)
    if (std::find_if(areas.begin(), areas.end(), [&](const auto& area) { return area.first == finding->area_code; }) == areas.end()) areas.emplace_back(finding->area_code, finding->area_name);
  for (const auto& [code, name] : areas) {
    html.element("h4", name).open("ul", {{"class", page.is_page() ? "findings" : "statements"}});
    for (const Finding* finding : findings) {
      if (finding->area_code != code) continue;
      if (page.is_page()) finding_item(page, *finding, told);
      else html.element("li", finding->sentence);
    }
    html.close();
  }
}

}  // namespace

void findings_part(Page& page, const std::vector<const Finding*>& findings) {
  if (findings.empty()) return;
  Html& html = page.html;
  std::vector<const Finding*> own, others;
  for (const Finding* finding : findings) (is_about_first_area(page.input, finding->area_code) ? own : others).push_back(finding);
  if (own.empty()) own.swap(others);
  html.element("h3", "What we know").open("ul", {{"class", "findings"}});
  std::set<std::string> told;
  for (const Finding* finding : own) finding_item(page, *finding, told);
  html.close();
  if (others.empty()) return;
  if (page.is_page()) html.open("details").element("summary", fmt::format("{} statements about the other areas", others.size()));
  other_areas(page, others, told);
  if (page.is_page()) html.close();
}

void summary_section(Page& page) {
  const ReportInput& input = page.input;
  open_section(page, "summary", "Executive summary");
  narrative_part(page, "summary");
  const std::vector<const Finding*> leading = leading_findings(input);
  std::vector<std::string> domains;
  for (const Finding* finding : leading) domains.push_back(finding->domain);
  for (const std::string& domain : domains_in(domains)) {
    page.html.element("h3", domain_title(domain)).open("ul", {{"class", "findings"}});
    for (const Finding* finding : leading)
      if (finding->domain == domain) {
        page.html.open("li").text(finding->sentence);
        if (!finding->strength.empty()) page.html.element("span", " (" + finding->strength + " evidence)", {{"class", "quiet"}});
        page.html.close();
      }
    page.html.close();
  }
  if (leading.empty()) headline_sentences(page);
  exhibits_part(page, "summary");
  if (!input.contradictions.empty()) {
    page.html.element("h3", "What does not fit together");
    page.html.element("p", "These stand beside the figures they concern, too. None is settled here.", {{"class", "lead"}});
    std::size_t shown_here = 0;
    for (const Contradiction& contradiction : input.contradictions)
      if (is_about_first_area(input, contradiction.area_code) && shown_here++ < 6) contradiction_note(page.html, contradiction);
  }
  close_section(page);
}

void recommendations_section(Page& page) {
  const std::vector<Recommendation> rows = recommendations_of(page.input);
  if (rows.empty()) return;
  open_section(page, "recommendations", "Recommendations");
  page.html.element("p", "By the domains of the national outcomes framework: what we know, what is recommended, and who it concerns.", {{"class", "lead"}});
  std::vector<std::string> domains;
  for (const Recommendation& row : rows) domains.push_back(row.domain);
  for (const std::string& domain : domains_in(domains)) {
    page.html.element("h3", domain_title(domain));
    open_table(page.html, "recommendations-" + domain, domain_title(domain) + ": what we know, recommendations and key partners", "wide");
    heading_row(page.html, {"What we know", "Recommendation", "Key partners"});
    page.html.open("tbody");
    for (const Recommendation& row : rows)
      if (row.domain == domain) recommendation_row(page, row);
    page.html.close();
    close_table(page.html);
  }
  close_section(page);
}

void what_works_section(Page& page) {
  std::map<std::string, const Action*> cited;
  for (const Action& action : page.input.actions)
    if (!action.evidence.empty()) cited.emplace(action.definition, &action);
  if (cited.empty()) return;
  open_section(page, "what-works", "What is known of what works");
  open_table(page.html, "table-what-works", "The evidence behind the recommendations");
  heading_row(page.html, {"Recommendation", "What the evidence says", "Kind of evidence", "Source"});
  page.html.open("tbody");
  for (const auto& [definition, action] : cited)
    for (const core::Citation& citation : action->evidence) {
      page.html.open("tr").element("th", action->title, {{"scope", "row"}}).element("td", citation.says).element("td", capitalised(citation.strength)).open("td").text(citation.text + " ");
      if (!citation.url.empty()) page.html.linked_text(citation.url);
      page.html.close().close();
    }
  page.html.close();
  close_table(page.html);
  close_section(page);
}

void plan_section(Page& page) {
  if (page.input.plan.empty()) return;
  open_section(page, "plan", "Delivery plan and progress");
  page.html.element("p", "Progress is called real only where a test says so; a rating follows from it and from the dates by a fixed rule.", {{"class", "lead"}});
  std::map<std::string, const core::PlanProgress*> progress;
  for (const core::PlanProgress& one : page.input.progress) progress.emplace(one.id, &one);
  open_table(page.html, "table-plan", "The delivery plan, item by item", "wide");
  heading_row(page.html, {"Item", "Owner", "Status", "Due", "Measure: from, now, target", "Progress"});
  page.html.open("tbody");
  for (const core::PlanRow& row : page.input.plan) {
    if (row.removed) continue;
    page.html.open("tr").open("th", {{"scope", "row"}}).text(row.title).element("span", row.id + (row.area_name.empty() ? "" : ", " + row.area_name), {{"class", "under"}}).close();
    page.html.element("td", row.owner).element("td", capitalised(row.status)).element("td", row.due);
    const auto found = progress.find(row.id);
    const core::PlanProgress* judged = found == progress.end() ? nullptr : found->second;
    page.html.element("td", judged && !judged->measure.empty() ? fmt::format("{}: {}, {}, {}", judged->measure, count_text(judged->baseline), count_text(judged->latest), count_text(judged->target)) : row.measure);
    page.html.element("td", judged ? fmt::format("{}: {}. {}", capitalised(judged->rating), judged->change, judged->rating_reason) : "Not judged").close();
  }
  page.html.close();
  close_table(page.html);
  close_section(page);
}

void narrative_part(Page& page, const std::string& chapter) {
  for (const NarrativeText& text : page.input.narrative)
    if (text.chapter == chapter) page.html.open("div", {{"class", "narrative"}}).markup(text.html).close();
}

void introduction_section(Page& page) {
  std::vector<const NarrativeText*> texts;
  for (const NarrativeText& text : page.input.narrative) {
    const bool elsewhere = text.chapter == "summary" || std::any_of(page.evidence.chapters.begin(), page.evidence.chapters.end(), [&](const auto& chapter) { return chapter.first->id == text.chapter; });
    if (!elsewhere) texts.push_back(&text);
  }
  if (texts.empty()) return;
  open_section(page, "introduction", texts.size() == 1 && !texts.front()->title.empty() ? texts.front()->title : "About this profile");
  for (const NarrativeText* text : texts) {
    if (texts.size() > 1 && !text->title.empty()) page.html.element("h3", text->title);
    page.html.open("div", {{"class", "narrative"}}).markup(text->html).close();
  }
  close_section(page);
}

}  // namespace dmp::reports
