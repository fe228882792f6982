#include "forms/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "core/number.hpp"
#include "core/period_words.hpp"

namespace dmp::forms {
namespace {

using catalogue::FormSection;
using core::Block;
using Texts = std::vector<std::string>;

const Texts kDomains = {"USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};

bool has(const Texts& wanted, const std::string& text) { return wanted.empty() || std::find(wanted.begin(), wanted.end(), text) != wanted.end(); }

std::string joined(const Texts& texts, const char* sign) { return fmt::format("{}", fmt::join(texts, sign)); }

Block heading(int level, std::string text) {
  Block block;
  block.kind = Block::Kind::heading;
  block.level = level;
  block.text = std::move(text);
  return block;
}
Block paragraph(std::string text) {
  Block block;
  block.text = std::move(text);
  return block;
}
Block note(std::string text) {
  Block block = paragraph(std::move(text));
  block.kind = Block::Kind::note;
  return block;
}
Block list(Texts items) {
  Block block;
  block.kind = Block::Kind::list;
  block.items = std::move(items);
  return block;
}
Block charts(Texts ids) {
  Block block = list(std::move(ids));
  block.kind = Block::Kind::charts;
  return block;
}
Block table(std::string caption, Texts header, std::vector<Texts> rows) {
  Block block;
  block.kind = Block::Kind::table;
  block.text = std::move(caption);
  block.header = std::move(header);
  block.rows = std::move(rows);
  return block;
}

std::string filled(std::string text, const FormInput& input) {
  Texts names;
  for (const FormArea& area : input.areas) names.push_back(area.name);
  const std::vector<std::pair<std::string, std::string>> words = {{"{area}", input.areas.empty() ? "the area" : input.areas.front().name}, {"{areas}", joined(names, ", ")},
                                                                  {"{organisation}", input.organisation}, {"{period}", core::period_label(input.period)}, {"{edition}", input.edition}, {"{title}", input.title}};
  for (const auto& [name, value] : words)
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) text.replace(at, name.size(), value);
  return text;
}

/// Puts one section's content behind the document's blocks; says whether there was any.
class Composer {
 public:
  Composer(const catalogue::FormDefinition& form, const FormInput& input) : form_(form), input_(input) {
    const auto shows = std::find_if(form.sections.begin(), form.sections.end(), [](const FormSection& section) { return section.show == "contradictions" && !section.title.empty(); });
    if (shows != form.sections.end()) disagreements_ = &*shows;
  }

  std::vector<Block> section(const FormSection& section) {
    std::vector<Block> content = show(section);
    const bool is_empty = content.empty() && !section.show.empty();
    if (is_empty && section.otherwise.empty()) return {};
    std::vector<Block> blocks;
    if (!section.title.empty()) blocks.push_back(heading(2, filled(section.title, input_)));
    if (!section.text.empty()) blocks.push_back(paragraph(filled(section.text, input_)));
    if (is_empty) blocks.push_back(paragraph(filled(section.otherwise, input_)));
    blocks.insert(blocks.end(), content.begin(), content.end());
    return blocks;
  }

 private:
  [[nodiscard]] std::vector<FormArea> areas_of(const FormSection& section) const {
    std::vector<FormArea> areas;
    for (const FormArea& area : input_.areas) {
      if (section.areas == "first" && !areas.empty()) break;
      if (section.areas == "others" && &area == &input_.areas.front()) continue;
      if (section.areas != "authorities" || area.type == "authority") areas.push_back(area);
    }
    return areas;
  }

  [[nodiscard]] bool is_wanted(const FormSection& section, const std::string& area, const std::string& domain) const {
    const auto areas = areas_of(section);
    return has(section.domains, domain) && std::any_of(areas.begin(), areas.end(), [&](const FormArea& each) { return each.code == area; });
  }

  [[nodiscard]] std::vector<const core::Finding*> findings_of(const FormSection& section, bool headlines) const {
    std::vector<const core::Finding*> found;
    for (const core::Finding& f : input_.findings) {
      const bool leads = std::find(f.headline_for.begin(), f.headline_for.end(), form_.id) != f.headline_for.end();
      if (!is_wanted(section, f.area_code, f.domain) || !has(section.strengths, f.strength) || !has(section.directions, f.direction) || !has(section.findings, f.definition)) continue;
      if (!headlines || leads) found.push_back(&f);
    }
    if (section.most > 0 && found.size() > section.most) found.resize(section.most);
    return found;
  }

  /// What stands beside a finding's sentence: how strong the evidence is, what to bear in mind, where figures disagree.
  [[nodiscard]] std::string detail_of(const core::Finding& f, const FormSection& section) const {
    Texts parts;
    if (section.strength) parts.push_back("Evidence: " + f.strength + (f.strength_reasons.empty() ? "" : " (" + joined(f.strength_reasons, "; ") + ")") + ".");
    if (section.caveats && !f.caveats.empty()) parts.push_back("Bear in mind: " + f.caveats.front());
    if (!f.contradictions.empty()) parts.push_back(disagreements_ ? "Other figures do not fit it: see \u201C" + disagreements_->title + "\u201D." : "Other figures do not fit it; the full report says which and why.");
    return joined(parts, " ");
  }

  [[nodiscard]] Block statements_list(const std::vector<const core::Finding*>& found, const FormSection& section) const {
    Block block = list({});
    for (const core::Finding* f : found) block.items.push_back(f->sentence), block.details.push_back(detail_of(*f, section));
    return block;
  }

  std::vector<Block> show(const FormSection& section) {
    if (section.show == "headlines") return statements(section, true);
    if (section.show == "findings") return statements(section, false);
    if (section.show == "facts") return facts(section);
    if (section.show == "know_recommend") return know_recommend(section);
    if (section.show == "contradictions") return contradictions(section);
    if (section.show == "actions") return actions(section);
    if (section.show == "plan") return plan(section);
    if (section.show == "progress") return progress(section);
    if (section.show == "scorecard") return scorecard(section);
    if (section.show == "gaps") return gaps(section);
    if (section.show == "charts") return {charts(section.charts)};
    return {};
  }

  std::vector<Block> statements(const FormSection& section, bool headlines) const {
    const auto found = findings_of(section, headlines);
    std::vector<Block> blocks;
    if (section.areas == "others") {
      for (const FormArea& area : areas_of(section)) {
        std::vector<const core::Finding*> own;
        std::copy_if(found.begin(), found.end(), std::back_inserter(own), [&](const core::Finding* f) { return f->area_code == area.code; });
        if (own.empty()) continue;
        blocks.push_back(heading(3, area.name));
        blocks.push_back(statements_list(own, section));
      }
      return blocks;
    }
    if (!section.by_domain) {
      if (!found.empty()) blocks.push_back(statements_list(found, section));
      return blocks;
    }
    for (const std::string& domain : kDomains) {
      std::vector<const core::Finding*> own;
      std::copy_if(found.begin(), found.end(), std::back_inserter(own), [&](const core::Finding* f) { return f->domain == domain; });
      if (own.empty()) continue;
      blocks.push_back(heading(3, domain_title(domain)));
      blocks.push_back(statements_list(own, section));
    }
    return blocks;
  }

  /// One fact a row with what must be said with it: for those who will quote it alone.
  std::vector<Block> facts(const FormSection& section) const {
    std::vector<Texts> rows;
    for (const core::Finding* f : findings_of(section, true))
      rows.push_back({f->sentence, core::period_label(f->period), f->strength, f->caveats.empty() ? "" : joined(f->caveats, " "), joined(f->estimate_ids, " ")});
    if (rows.empty()) return {};
    return {table("Facts and what must be said with them", {"Fact", "Period", "Evidence", "Say with it", "Figures behind it"}, std::move(rows))};
  }

  /// What we know, recommendation, key partners: the table of the field, for each domain.
  std::vector<Block> know_recommend(const FormSection& section) const {
    std::vector<Block> blocks;
    for (const std::string& domain : kDomains) {
      std::vector<Texts> rows;
      for (const core::Action& action : input_.actions) {
        if (action.domain != domain || !is_wanted(section, action.area_code, domain)) continue;
        Texts known;
        for (const std::string& id : action.finding_ids)
          for (const core::Finding& f : input_.findings)
            if (f.id == id) known.push_back(f.sentence);
        rows.push_back({joined(known, " "), action.recommendation + (action.stale ? " (What we know has changed since the edition before.)" : ""), joined(action.partners, ", ")});
      }
      if (rows.empty()) continue;
      blocks.push_back(heading(3, domain_title(domain)));
      blocks.push_back(table(domain_title(domain), {"What we know", "Recommendation", "Key partners"}, std::move(rows)));
    }
    return blocks;
  }

  std::vector<Block> contradictions(const FormSection& section) const {
    Texts items;
    for (const core::Contradiction& c : input_.contradictions)
      if (is_wanted(section, c.area_code, c.domain) && (section.most == 0 || items.size() < section.most)) items.push_back(c.reason);
    return items.empty() ? std::vector<Block>{} : std::vector<Block>{list(std::move(items))};
  }

  std::vector<Block> actions(const FormSection& section) const {
    std::vector<Texts> rows;
    for (const core::Action& a : input_.actions) {
      if (!is_wanted(section, a.area_code, a.domain) || (section.stale_only && !a.stale) || (section.most > 0 && rows.size() == section.most)) continue;
      rows.push_back({a.area_name, a.recommendation, joined(a.partners, ", "), a.measure_name, section.stale_only ? joined(a.changes, " ") : a.evidence.empty() ? "" : a.evidence.front().text});
    }
    if (rows.empty()) return {};
    return {table(section.stale_only ? "Actions to look at again" : "Actions", {"Area", "Recommendation", "Partners", "Measure", section.stale_only ? "What changed" : "Evidence"}, std::move(rows))};
  }

  std::vector<Block> plan(const FormSection& section) const {
    std::vector<Texts> rows;
    for (const core::PlanRow& r : input_.plan) {
      if (r.removed || !has(section.domains, r.domain) || (section.most > 0 && rows.size() == section.most)) continue;
      Texts milestones;
      for (const core::PlanMilestone& m : r.milestones) milestones.push_back(m.text + (m.done.empty() ? m.due.empty() ? "" : " (due " + m.due + ")" : " (done " + m.done + ")"));
      rows.push_back({r.id, r.title, r.owner, r.status, r.due, joined(milestones, "; "), std::isnan(r.cost_gbp) ? "" : "£" + core::rounded_text(r.cost_gbp), r.risk});
    }
    if (rows.empty()) return {};
    return {table("The delivery plan", {"Item", "What", "Owner", "Status", "Due", "Milestones", "Cost", "Risk"}, std::move(rows))};
  }

  std::vector<Block> progress(const FormSection& section) const {
    std::vector<Texts> rows;
    for (const core::PlanProgress& p : input_.progress) {
      if (!has(section.domains, p.domain) || !has(section.ratings, p.rating) || (section.most > 0 && rows.size() == section.most)) continue;
      const auto number = [&](double value) { return std::isnan(value) ? std::string() : core::rounded_text(value); };
      rows.push_back({p.id + " " + p.title, p.owner, p.rating, number(p.baseline), number(p.latest), number(p.target), p.rating_reason + (p.overdue.empty() ? "" : "; " + p.overdue)});
    }
    if (rows.empty()) return {};
    return {table("Progress", {"Item", "Owner", "Rating", "Baseline", "Latest", "Target", "Why"}, std::move(rows)),
            note("Green: the target is reached, or the measure is where it should be by now and the change is larger than chance. Red: a real change the wrong way, or behind by more than chance. "
                 "Amber: neither, or a milestone is late. Grey: nothing to judge by.")};
  }

  std::vector<Block> scorecard(const FormSection& section) const {
    std::vector<Texts> rows;
    for (const Score& s : scorecard_of(section.indicators, input_, areas_of(section))) rows.push_back({s.name, s.area, s.baseline, s.latest, s.target, s.direction, s.real});
    if (rows.empty()) return {};
    Texts header = {"Measure", "Area", "Baseline", "Latest (95% interval)", "Target", "Direction", "Real change?"};
    constexpr std::ptrdiff_t kTarget = 4;
    // Where no measure has a target the column would only push the others off the screen.
    if (std::all_of(rows.begin(), rows.end(), [](const Texts& row) { return row[kTarget].empty(); })) {
      header.erase(header.begin() + kTarget);
      for (Texts& row : rows) row.erase(row.begin() + kTarget);
    }
    return {table("Scorecard", std::move(header), std::move(rows))};
  }

  std::vector<Block> gaps(const FormSection& section) const {
    Texts items;
    for (const auto& [name, reason] : input_.gaps)
      if (section.most == 0 || items.size() < section.most) items.push_back(name + ": " + reason);
    return items.empty() ? std::vector<Block>{} : std::vector<Block>{list(std::move(items))};
  }

  const catalogue::FormDefinition& form_;
  const FormInput& input_;
  const FormSection* disagreements_ = nullptr;   ///< the section that tells what does not fit
};

std::size_t words(const std::string& text) {
  std::istringstream in(text);
  std::size_t count = 0;
  for (std::string word; in >> word;) ++count;
  return count;
}

std::size_t words(const Block& block) {
  std::size_t count = words(block.text);
  if (block.kind == Block::Kind::charts) return count;
  for (const Texts* texts : {&block.items, &block.details})
    for (const std::string& text : *texts) count += words(text);
  for (const std::string& cell : block.header) count += words(cell);
  for (const Texts& row : block.rows)
    for (const std::string& cell : row) count += words(cell);
  return count;
}

/// Takes the last row of the longest list or table of the longest section; false where none can spare one.
bool shorten(core::Document& document, const std::vector<std::size_t>& section_of, std::vector<std::size_t>& left_out) {
  std::map<std::size_t, std::size_t> words_of_section;
  for (std::size_t i = 0; i < document.blocks.size(); ++i) words_of_section[section_of[i]] += words(document.blocks[i]);
  std::pair<std::size_t, std::size_t> longest;
  std::size_t at = document.blocks.size();
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    const Block& block = document.blocks[i];
    const std::pair size{words_of_section[section_of[i]], words(block)};
    if (block.kind != Block::Kind::charts && block.items.size() + block.rows.size() > 1 && size > longest) longest = size, at = i;
  }
  if (at == document.blocks.size()) return false;
  Block& block = document.blocks[at];
  if (!block.items.empty()) {
    block.items.pop_back();
    if (!block.details.empty()) block.details.pop_back();
  } else {
    block.rows.pop_back();
  }
  ++left_out[at];
  return true;
}

}  // namespace

std::string domain_title(const std::string& domain) {
  static const std::map<std::string, std::string> titles = {{"USE", "Reducing drug use"}, {"CRI", "Reducing drug-related crime"}, {"DTH", "Reducing drug-related deaths and harm"},
                                                            {"SUP", "Reducing drug supply"}, {"ENG", "Increasing engagement in treatment"}, {"REC", "Improving recovery outcomes"}, {"CTX", "Context"}};
  const auto found = titles.find(domain);
  return found == titles.end() ? domain : found->second;
}

std::size_t words_in(const core::Document& document) {
  std::size_t count = words(document.title) + words(document.subtitle);
  for (const Block& block : document.blocks) count += words(block);
  return count;
}

core::Document compose(const catalogue::FormDefinition& form, const FormInput& input) {
  core::Document document;
  document.title = filled(form.title, input);
  document.subtitle = input.organisation + (input.period.empty() ? "" : ", " + core::period_label(input.period));
  document.marking = input.audience == "restricted" ? "Restricted: holds figures that may not be published" : form.marking;
  document.footer = "Edition " + input.edition;
  Composer composer(form, input);
  std::vector<std::size_t> section_of;
  for (std::size_t number = 0; number < form.sections.size(); ++number)
    for (Block& block : composer.section(form.sections[number])) {
      document.blocks.push_back(std::move(block));
      section_of.push_back(number);
    }
  std::vector<std::size_t> left_out(document.blocks.size());
  while (form.most_words > 0 && words_in(document) > form.most_words && shorten(document, section_of, left_out)) {
  }
  for (std::size_t i = document.blocks.size(); i-- > 0;)
    if (left_out[i] > 0) document.blocks.insert(document.blocks.begin() + static_cast<std::ptrdiff_t>(i) + 1, note(fmt::format("{} more in the needs assessment.", left_out[i])));
  return document;
}

}  // namespace dmp::forms
