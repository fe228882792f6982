#pragma once

#include <string>
#include <vector>

namespace dmp::core {

/// A text for one kind of reader as blocks, before anyone has decided on a file format.
struct Block {
  enum class Kind { heading, paragraph, list, table, note, charts };
  Kind kind = Kind::paragraph;
  int level = 2;                               ///< of a heading
  std::string text;                            ///< of a heading, paragraph or note; a table's caption
  std::vector<std::string> items;              ///< of a list; of charts the ids of the report's charts, one ending in * for all that begin so
  std::vector<std::string> details;            ///< what is to be known of each item, as many as items; empty: nothing
  std::vector<std::string> header;             ///< of a table
  std::vector<std::vector<std::string>> rows;  ///< of a table
};

struct Document {
  std::string title, subtitle;
  std::string marking;        ///< who may read it; empty: everybody
  std::vector<Block> blocks;
  std::string footer;         ///< edition and date
};

}  // namespace dmp::core
