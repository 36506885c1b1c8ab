"""The job of criteria 1, 8, 35 and 62 as stream applications would do it, to measure Kordon against.

Two applications, one on Faust and one on Quix Streams, share the rules and differ in the framework. They take no
alert back and know no sources out of step; that is what Kordon's price is for.
"""
