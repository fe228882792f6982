#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"

/// What each reader gets of an edition and a plan: 7-reports/forms/FORM.toml.
namespace dmp::catalogue {

/// A section of a form: a heading, a text, and one kind of content.
struct FormSection {
  std::string title, text;          ///< text may name {area}, {areas}, {organisation}, {period}, {edition}
  std::string show;                 ///< headlines | findings | know_recommend | contradictions | actions | plan | progress | scorecard | facts | gaps | charts | ""
  std::vector<std::string> domains, strengths, directions;  ///< of findings and actions; empty: all
  std::vector<std::string> findings;                        ///< definitions to show; empty: all
  std::vector<std::string> indicators;                      ///< of a scorecard, in order
  std::vector<std::string> charts;                          ///< ids of the report's charts, in order; one ending in * names all that begin so
  std::vector<std::string> ratings;                         ///< of progress
  std::string areas = "all";        ///< all | first | authorities | others (all but the first, one after the other)
  std::size_t most = 0;             ///< at most so many; 0: all
  bool caveats = false, strength = false, by_domain = false, stale_only = false;
  std::string otherwise;            ///< what is said where there is nothing to show; empty: the section is left out
  core::Place place;
};

struct FormDefinition {
  std::string id, title, reader, marking;
  std::size_t most_words = 0;       ///< so that it keeps to its pages; 0: no limit
  std::vector<FormSection> sections;
  core::Place place;
};

using Forms = std::map<std::string, FormDefinition>;

/// Reads and checks the forms; throws the first fault: unknown keys, indicators and findings with file, line, column.
Forms read_forms(const std::vector<File>& built_in, const std::vector<File>& own, const Catalogue& catalogue, const std::vector<std::string>& findings);

}  // namespace dmp::catalogue
