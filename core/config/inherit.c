/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `inherit = threads`: the keys of another section of the same kind that a section does not set
 * itself, copied in the document with their origins. */
#include <stdlib.h>
#include <string.h>

#include "config/loader.h"

enum state { UNSEEN, OPEN, DONE };

struct walk {
    struct loader *loader;
    enum state *states; /* one for each section */
};

/* The key, where it is set to something: that it is empty is told with the other keys. */
static const struct ini_entry *inherit_of(const struct loader *loader, size_t section)
{
    const struct ini_entry *entry = ini_find(&loader->document, section, "inherit");
    return entry != NULL && *entry->value != '\0' ? entry : NULL;
}

static size_t parent_of(const struct loader *loader, size_t section)
{
    const struct ini_entry *entry = inherit_of(loader, section);
    char *title = text_format("%s %s", loader->document.sections[section].type, entry->value);
    size_t parent = loader_find_section(loader, title);
    free(title);
    return parent;
}

/* ---- what is wrong -------------------------------------------------------------------------- */

static void refuse_unknown(struct loader *loader, size_t section)
{
    const struct ini_document *document = &loader->document;
    const struct ini_section *place = &document->sections[section];
    const struct ini_entry *entry = inherit_of(loader, section);
    struct text_list names = {0};
    for (size_t i = 0; i < document->section_count; i++) {
        char *title = loader_short_title(loader, i);
        if (i != section && strcmp(document->sections[i].type, place->type) == 0)
            text_list_add(&names, title + strcspn(title, " ") + 1);
        free(title);
    }
    char *suggestion =
        problems_suggest(entry->value, (const char *const *)names.items, names.count);
    char *known = text_list_join(&names, ", ");
    problems_add(loader->problems, entry->origin, place->title, "inherit",
                 "there is no [%s %s]; there are: %s%s", place->type, entry->value,
                 *known ? known : "no others", suggestion);
    free(known);
    free(suggestion);
    text_list_free(&names);
}

static void refuse_circle(struct loader *loader, size_t section)
{
    const struct ini_section *sections = loader->document.sections;
    struct text chain = {0};
    size_t at = section;
    do {
        text_append(&chain, "%s -> ", sections[at].word);
        at = parent_of(loader, at);
    } while (at != section);
    problems_add(loader->problems, inherit_of(loader, section)->origin, sections[section].title,
                 "inherit", "goes round in a circle: %s%s", chain.data, sections[section].word);
    text_free(&chain);
}

/* ---- taking --------------------------------------------------------------------------------- */

/* Without a key `plugin` of its own a section cannot know its plugin. */
static void orphan(struct loader *loader, size_t section)
{
    loader->document.sections[section].orphan =
        ini_find(&loader->document, section, "plugin") == NULL;
}

/* A parent without the key is called as its plugin is. */
static void take_plugin(struct ini_document *document, size_t section, size_t parent)
{
    if (ini_find(document, section, "plugin") || ini_find(document, parent, "plugin"))
        return;
    char key[] = "plugin";
    struct ini_entry word = {parent, parent, key, document->sections[parent].word,
                             document->sections[parent].origin};
    ini_inherit(document, section, &word);
}

static void take(struct loader *loader, size_t section, size_t parent)
{
    struct ini_document *document = &loader->document;
    if (document->sections[parent].orphan || document->sections[parent].ignored)
        orphan(loader, section);
    take_plugin(document, section, parent);
    for (size_t i = 0, count = document->entry_count; i < count; i++) {
        struct ini_entry entry = document->entries[i];
        if (entry.section == parent && strcmp(entry.key, "inherit") != 0 &&
            ini_find(document, section, entry.key) == NULL)
            ini_inherit(document, section, &entry);
    }
}

static void resolve(struct walk *walk, size_t section)
{
    struct loader *loader = walk->loader;
    if (walk->states[section] != UNSEEN)
        return;
    walk->states[section] = OPEN;
    if (inherit_of(loader, section) != NULL) {
        size_t parent = parent_of(loader, section);
        bool circle = parent != no_section && walk->states[parent] == OPEN;
        if (parent == no_section)
            refuse_unknown(loader, section);
        if (circle)
            refuse_circle(loader, section);
        if (parent == no_section || circle) {
            orphan(loader, section);
        } else {
            resolve(walk, parent);
            take(loader, section, parent);
        }
    }
    walk->states[section] = DONE;
}

void loader_inherit(struct loader *loader)
{
    struct walk walk = {loader, xcalloc(loader->document.section_count, sizeof *walk.states)};
    for (size_t i = 0; i < loader->document.section_count; i++) {
        enum section_type type;
        if (keys_section_type(loader->document.sections[i].type, &type) &&
            (type == SECTION_KERNEL || type == SECTION_BACKEND))
            resolve(&walk, i);
    }
    free(walk.states);
}
