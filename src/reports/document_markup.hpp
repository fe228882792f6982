#pragma once

#include <string>

namespace dmp::reports {

/// The report's own HTML as pandoc needs it for a word processor: names of rows as plain cells (its ODT writer leaves out columns of row headings), targets of
/// links where it keeps them (it forgets the ids of articles, paragraphs and cells), and columns as wide as what stands in them (else all are alike, and
/// words are broken in the middle). Takes nothing but HTML that this module wrote.
std::string for_word_processors(const std::string& html);

}  // namespace dmp::reports
